using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Xml;
using Sekimori.Posture.Facts;
using Sekimori.Security.Ntlm;
using Sekimori.Wire;

namespace Sekimori.Survey;

/// <summary>Asks a WS-Management service without a logon: schemes, Identify, an unauthenticated read, NTLM's challenge.</summary>
internal sealed class WsManDoorProbe(
    IPAddress address, string host, int port, int name, bool isTls, SurveyOptions options, HostFacts facts)
{
    // [MS-NLMP] 2.2.1.1: enough for a challenge with names and version, and for a server that asks for encryption: one that finds the offer
    // too weak records a failed logon.
    private const NegotiateFlags Flags = NegotiateFlags.Unicode | NegotiateFlags.RequestTarget | NegotiateFlags.Ntlm
        | NegotiateFlags.AlwaysSign | NegotiateFlags.ExtendedSessionSecurity | NegotiateFlags.TargetInfo | NegotiateFlags.Version
        | NegotiateFlags.Sign | NegotiateFlags.Seal | NegotiateFlags.Key128 | NegotiateFlags.KeyExchange;

    private readonly string _subject = string.Create(CultureInfo.InvariantCulture, $"{name}/{(isTls ? "https" : "http")}");

    public async Task AskAsync(CancellationToken cancellationToken)
    {
        using var door = new HttpDoor(address, host, port, isTls, options);
        if (await TryAsync(door, "", null, false, cancellationToken).ConfigureAwait(false) is not { } first) return;
        facts.Add(FactId.WsManStatus, _subject, first.Status.ToString(CultureInfo.InvariantCulture));
        if (first.Server.Length > 0) facts.Add(FactId.HttpServer, _subject, first.Server);
        var schemes = HttpChallenges.Schemes(first.Challenges);
        // A web server that has no such page is no WS-Management.
        if (first.Status is 404 or 301 or 302 or 308 || (schemes.Count == 0 && first.Status is 400 or 501)) return;
        if (schemes.Count > 0) facts.Add(FactId.WsManSchemes, _subject, string.Join(", ", schemes));
        await IdentifyAsync(door, cancellationToken).ConfigureAwait(false);
        await ReadAsync(door, cancellationToken).ConfigureAwait(false);
        if (schemes.Contains("Negotiate", StringComparer.OrdinalIgnoreCase))
            await ChallengeAsync(door, cancellationToken).ConfigureAwait(false);
        else if (schemes.Count > 0) facts.Add(FactId.WsManNtlm, _subject, "not offered");
    }

    private async Task IdentifyAsync(HttpDoor door, CancellationToken cancellationToken)
    {
        if (await TryAsync(door, WsManQuestions.Identify, null, true, cancellationToken).ConfigureAwait(false) is not { } answer) return;
        facts.Add(FactId.IdentifyStatus, _subject, answer.Status.ToString(CultureInfo.InvariantCulture));
        if (answer.Status != 200) return;
        foreach (var (element, id) in ((string, string)[])[("ProductVendor", FactId.IdentifyVendor),
            ("ProductVersion", FactId.IdentifyVersion)])
            if (Element(answer.Body, element) is { Length: > 0 } value) facts.Add(id, _subject, value);
    }

    private async Task ReadAsync(HttpDoor door, CancellationToken cancellationToken)
    {
        var question = WsManQuestions.Enumerate(door.Address.AbsoluteUri, Guid.NewGuid());
        if (await TryAsync(door, question, null, false, cancellationToken).ConfigureAwait(false) is not { } answer) return;
        facts.Add(FactId.WsManRead, _subject, answer.Status switch
        {
            200 when Element(answer.Body, "EnumerateResponse") is not null => "answered",
            401 or 403 => "denied",
            _ => "unclear",
        });
    }

    private async Task ChallengeAsync(HttpDoor door, CancellationToken cancellationToken)
    {
        var token = Convert.ToBase64String(new NegotiateMessage(Flags) { Version = NtlmVersion.Ours }.ToArray());
        if (await TryAsync(door, "", "Negotiate " + token, false, cancellationToken).ConfigureAwait(false) is not { } answer) return;
        if (HttpChallenges.Token(answer.Challenges, "Negotiate") is not { } reply || !reply.AsSpan().StartsWith("NTLMSSP\0"u8))
        {
            facts.Add(FactId.WsManNtlm, _subject, "none");
            return;
        }

        facts.Add(FactId.WsManNtlm, _subject, "challenge");
        try
        {
            NtlmFacts.Add(facts, _subject, ChallengeMessage.Read(reply));
        }
        catch (MalformedException wrong)
        {
            facts.Add(FactId.Trouble, _subject, $"NTLM: {wrong.Message}");
        }
    }

    private async Task<HttpDoorAnswer?> TryAsync(
        HttpDoor door, string body, string? authorization, bool isIdentify, CancellationToken cancellationToken)
    {
        try
        {
            return await door.AskAsync(body, authorization, isIdentify, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is HttpRequestException or TimeoutException or SocketException or IOException
            or AuthenticationException)
        {
            facts.Add(FactId.Trouble, _subject, (failure.InnerException ?? failure).Message);
            return null;
        }
    }

    /// <summary>The text of the first element with this name; null if there is none, or the body is not XML.</summary>
    internal static string? Element(string body, string name)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(body),
                new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            while (reader.Read())
            {
                if (reader.NodeType != XmlNodeType.Element || reader.LocalName != name) continue;
                if (reader.IsEmptyElement) return "";
                reader.Read();
                return reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA ? reader.Value.Trim() : "";
            }
        }
        catch (XmlException)
        {
            // Cut at the limit, or no XML: what was read before it counts.
        }

        return null;
    }
}
