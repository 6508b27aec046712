using Sekimori.WsMan.Operations;

namespace Sekimori.Server.WsMan;

/// <summary>What a scheme needs to know about a request with credentials.</summary>
/// <param name="Connection">Its connection.</param>
/// <param name="Credentials">What follows the scheme's name in Authorization, trimmed.</param>
/// <param name="Method">The method.</param>
/// <param name="Target">The target as it was sent ("/wsman"): Digest counts it in.</param>
/// <param name="Settings">The settings in effect.</param>
public readonly record struct HttpLogonRequest(
    WsManConnection Connection, string Credentials, string Method, string Target, WsManSettings Settings);
