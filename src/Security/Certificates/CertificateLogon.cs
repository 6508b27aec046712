using Sekimori.Guard;
using Sekimori.Security.Accounts;

namespace Sekimori.Security.Certificates;

/// <summary>The result of a certificate logon.</summary>
/// <param name="Identity">The mapping of the certificate; null if it was denied.</param>
/// <param name="Outside">The claims of the certificate and its chain; null if it was denied.</param>
/// <param name="Refusal">Why it was denied; null if it was not.</param>
internal readonly record struct CertificateLogon(MappedIdentity? Identity, OutsideIdentity? Outside, Refusal? Refusal);
