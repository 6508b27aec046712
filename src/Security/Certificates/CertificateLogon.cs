using Sekimori.Guard;
using Sekimori.Security.Accounts;

namespace Sekimori.Security.Certificates;

/// <summary>What came of a logon by certificate.</summary>
/// <param name="Identity">What the certificate is here; null if it was refused.</param>
/// <param name="Outside">What the certificate and its chain say; null if it was refused.</param>
/// <param name="Refusal">Why it was refused; null if it was not.</param>
public readonly record struct CertificateLogon(MappedIdentity? Identity, OutsideIdentity? Outside, Refusal? Refusal);
