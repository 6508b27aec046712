using Sekimori.Guard.Observations;

namespace Sekimori.Capture;

/// <summary>What a token of a handshake says.</summary>
/// <param name="Scheme">"NTLM" or "Kerberos".</param>
/// <param name="Account">"DOMAIN\user"; empty for an anonymous logon and for Kerberos, whose names are inside the ticket.</param>
/// <param name="Facts">The computer's name, channel bindings, integrity code, target.</param>
public sealed record TokenFacts(string Scheme, string Account, FactSet Facts);
