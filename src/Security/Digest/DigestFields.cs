using System.Text;
using Sekimori.Wire;

namespace Sekimori.Security.Digest;

/// <summary>The parameters of a Digest header (RFC 7616 3.3, 3.4), unchanged.</summary>
internal sealed record DigestFields
{
    // Twelve parameters are defined.
    private const int MostParameters = 32;

    // The longest of them is a URI; the reader of headers limits them.
    private const int LongestValue = 8192;

    /// <summary>username.</summary>
    public string User { get; init; } = "";

    /// <summary>realm.</summary>
    public string Realm { get; init; } = "";

    /// <summary>nonce.</summary>
    public string Nonce { get; init; } = "";

    /// <summary>uri.</summary>
    public string Uri { get; init; } = "";

    /// <summary>response.</summary>
    public string Response { get; init; } = "";

    /// <summary>nc: eight hexadecimal digits.</summary>
    public string NonceCount { get; init; } = "";

    /// <summary>cnonce.</summary>
    public string ClientNonce { get; init; } = "";

    /// <summary>qop; in a challenge a list.</summary>
    public string? Protection { get; init; }

    /// <summary>algorithm.</summary>
    public string? Algorithm { get; init; }

    /// <summary>opaque.</summary>
    public string? Opaque { get; init; }

    /// <summary>stale: the nonce has expired, the password was right.</summary>
    public bool IsStale { get; init; }

    /// <summary>userhash: the name is hashed.</summary>
    public bool IsUserHashed { get; init; }

    /// <summary>Reads the parameters of a header.</summary>
    /// <param name="parameters">What follows "Digest ".</param>
    /// <exception cref="MalformedException">They are not a list of parameters, or one is repeated.</exception>
    public static DigestFields Read(string parameters)
    {
        var read = new DigestFields();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var at = 0;
        while (true)
        {
            while (at < parameters.Length && parameters[at] is ' ' or '\t' or ',') at++;
            if (at == parameters.Length) return read;
            var name = Token(parameters, ref at);
            while (at < parameters.Length && parameters[at] is ' ' or '\t') at++;
            if (name.Length == 0 || at == parameters.Length || parameters[at] != '=')
                throw new MalformedException(Malformed.BadValue, "a Digest parameter without value");
            at++;
            while (at < parameters.Length && parameters[at] is ' ' or '\t') at++;
            var value = at < parameters.Length && parameters[at] == '"' ? Quoted(parameters, ref at) : Token(parameters, ref at);
            if (seen.Count == MostParameters || !seen.Add(name))
                throw new MalformedException(Malformed.TooMany, $"Digest parameter {name}");
            read = read.With(name.ToLowerInvariant(), value);
        }
    }

    private DigestFields With(string name, string value) => name switch
    {
        "username" => this with { User = value },
        "realm" => this with { Realm = value },
        "nonce" => this with { Nonce = value },
        "uri" => this with { Uri = value },
        "response" => this with { Response = value },
        "nc" => this with { NonceCount = value },
        "cnonce" => this with { ClientNonce = value },
        "qop" => this with { Protection = value },
        "algorithm" => this with { Algorithm = value },
        "opaque" => this with { Opaque = value },
        "stale" => this with { IsStale = value.Equals("true", StringComparison.OrdinalIgnoreCase) },
        "userhash" => this with { IsUserHashed = value.Equals("true", StringComparison.OrdinalIgnoreCase) },
        _ => this, // RFC 7616 3.3: "Any unknown parameters MUST be ignored"
    };

    private static string Token(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && text[at] is not (' ' or '\t' or ',' or '=' or '"') && !char.IsControl(text[at])) at++;
        if (at < text.Length && char.IsControl(text[at]) && text[at] != '\t')
            throw new MalformedException(Malformed.BadString, "a control character in a Digest header");
        return text[start..at];
    }

    // RFC 9110 5.6.4
    private static string Quoted(string text, ref int at)
    {
        var value = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            var c = text[at];
            if (c == '"')
            {
                at++;
                return value.ToString();
            }

            if (c == '\\' && ++at == text.Length) break;
            if (value.Length == LongestValue || char.IsControl(text[at]))
                throw new MalformedException(Malformed.BadString, "a quoted string of a Digest header");
            value.Append(text[at]);
        }

        throw new MalformedException(Malformed.Truncated, "a quoted string of a Digest header");
    }
}
