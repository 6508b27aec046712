using System.Globalization;

namespace Sekimori.Observations;

/// <summary>
/// What a logon tells beyond account and scheme, as facts: the same from a server, which verifies it, and from a passive observer, which
/// only reads it.
/// </summary>
internal static class LogonFacts
{
    /// <summary>Adds what is known.</summary>
    /// <param name="facts">Receives the facts.</param>
    /// <param name="computer">The computer that the caller says it is; empty if it does not say.</param>
    /// <param name="responseLength">Bytes of an NTLM response; null if there is none.</param>
    /// <param name="realm">The realm of a Kerberos ticket's service; empty if there is none.</param>
    /// <param name="target">The service that a ticket or response is for; empty if it is not named.</param>
    /// <param name="hasChannelBindings">Whether an NTLM response carries channel bindings; null if it could not.</param>
    /// <param name="hasIntegrityCode">Whether it says that there is an integrity code; null if it could not.</param>
    public static void Add(FactSet facts, string computer, int? responseLength, string realm, string target, bool? hasChannelBindings,
        bool? hasIntegrityCode)
    {
        Text(Fact.Computer, computer);
        if (responseLength is { } length) facts.Add(Fact.ResponseLength, length.ToString(CultureInfo.InvariantCulture));
        Text(Fact.Realm, realm);
        Text(Fact.Target, target);
        if (hasChannelBindings is { } bindings) facts.Add(Fact.ChannelBindings, bindings ? "true" : "false");
        if (hasIntegrityCode is { } code) facts.Add(Fact.IntegrityCode, code ? "true" : "false");

        void Text(Fact fact, string text)
        {
            if (text.Length > 0) facts.Add(fact, text);
        }
    }
}
