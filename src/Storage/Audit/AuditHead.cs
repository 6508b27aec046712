using System.Text.Json;

namespace Sekimori.Storage.Audit;

/// <summary>A signed head: kept elsewhere, it shows later whether anything up to it was rewritten.</summary>
/// <param name="Sequence">The number of the last line that it covers.</param>
/// <param name="Hash">That line's hash.</param>
/// <param name="Time">When it was signed, to the millisecond.</param>
/// <param name="Signature">ECDSA over P-256 and SHA-256, Base64.</param>
internal sealed record AuditHead(long Sequence, string Hash, DateTimeOffset Time, string Signature)
{
    /// <summary>The members of the line that carries the head in the log.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Members =>
    [
        new("head_seq", Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture)), new("head_hash", Hash),
        new("head_time", Time.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture)),
        new("signature", Signature),
    ];

    /// <summary>Reads the head that a line carries; null if it carries none.</summary>
    public static AuditHead? TryRead(ReadOnlySpan<byte> line)
    {
        if (line.IndexOf("\"type\":\"head\""u8) < 0) return null;
        try
        {
            var reader = new Utf8JsonReader(line);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            return new(long.Parse(root.GetProperty("head_seq").GetString()!, System.Globalization.CultureInfo.InvariantCulture),
                root.GetProperty("head_hash").GetString()!,
                DateTimeOffset.FromUnixTimeMilliseconds(
                long.Parse(root.GetProperty("head_time").GetString()!, System.Globalization.CultureInfo.InvariantCulture)),
                root.GetProperty("signature").GetString()!);
        }
        catch (Exception wrong)
            when (wrong is JsonException or KeyNotFoundException or FormatException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
