using System.Net;
using Sekimori.Client.Dcom;
using Sekimori.Dcom.References;
using Sekimori.Guard;
using Sekimori.Security;

namespace Sekimori.Client.Wmi;

/// <summary>An open namespace.</summary>
/// <param name="Login">The object that was activated, to be given back.</param>
/// <param name="Services">IWbemServices.</param>
/// <param name="Exporter">The exporter of it.</param>
/// <param name="Level">How far calls to it are protected.</param>
/// <param name="Scheme">The scheme of the logon; null without one.</param>
/// <param name="Local">This end of the connection.</param>
internal sealed record WmiLogon(
    StdObjref Login, StdObjref Services, DcomExporter Exporter, ProtectionLevel Level, SecurityScheme? Scheme,
    EndPoint? Local);
