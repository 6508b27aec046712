using System.Globalization;
using System.Text;
using Sekimori.Capture.Logons;
using Sekimori.Observations;

namespace Sekimori.Capture.Http;

/// <summary>The properties of a WS-Management request.</summary>
internal sealed class HttpRequest
{
    public required long Ticks { get; init; }

    /// <summary>The token that names the user; null if the handshake has not come that far.</summary>
    public Token? Token { get; private set; }

    /// <summary>The account of Basic authentication; null with any other.</summary>
    public string? Account { get; private set; }

    public string? Scheme { get; private set; }

    public bool HasCredentials { get; private set; }

    public bool IsEncrypted { get; private set; }

    public string Resource { get; private set; } = "";

    public string Action { get; private set; } = "";

    public long Bytes { get; private set; }

    public FactSet Facts { get; } = new();

    public static HttpRequest Read(HttpHead head, ReadOnlySpan<byte> body, bool isWhole, long ticks)
    {
        var request = new HttpRequest { Ticks = ticks };
        request.ReadCredentials(head["Authorization"]);
        HttpFacts.Read(head["User-Agent"], head["Accept-Encoding"], request.Facts);
        request.Bytes = long.TryParse(head["Content-Length"], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : body.Length;
        if (!isWhole) request.Facts.Add(Fact.Anomaly, "unfinished_body");
        // [MS-WSMV] 2.2.9.1: the boundary's text is fixed, the protocol names the scheme.
        if (head["Content-Type"].Contains("-session-encrypted", StringComparison.OrdinalIgnoreCase)) request.IsEncrypted = true;
        else if (!body.IsEmpty) request.ReadEnvelope(body);
        return request;
    }

    private void ReadCredentials(string authorization)
    {
        var space = authorization.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0)
        {
            if (authorization.Length > 0) (HasCredentials, Scheme) = (true, Short(authorization));
            return;
        }
        HasCredentials = true;
        var scheme = authorization[..space];
        var bytes = new byte[authorization.Length];
        if (!Convert.TryFromBase64String(authorization[(space + 1)..].Trim(), bytes, out var count)) return;
        if (scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
        {
            // Only the name: the password after the colon must not be recorded.
            var text = Encoding.UTF8.GetString(bytes.AsSpan(0, count));
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            (Scheme, Account) = ("Basic", Short(colon < 0 ? text : text[..colon]));
            var basic = new Token(new("Basic") { Account = Account });
            Token = basic;
            Array.Clear(bytes);
            return;
        }
        Token = Token.TryRead(bytes.AsSpan(0, count));
        Scheme = Token?.Scheme ?? scheme;
    }

    private void ReadEnvelope(ReadOnlySpan<byte> body)
    {
        var envelope = EnvelopeFacts.Read(body, Facts);
        (Resource, Action) = (envelope.Resource, envelope.Action);
    }

    private static string Short(string text) => text.Length > 256 ? text[..256] : text;
}
