using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sekimori.Guard.Policy;
using Sekimori.Observations;

namespace Sekimori.Storage.Audit;

/// <summary>
/// One line: {"seq":…,"prev":"…", members …,"hash":"…"}. The hash is SHA-256 over the line's bytes up to the comma before "hash", so it
/// covers the number, the previous hash, and the content.
/// </summary>
internal static class AuditLine
{
    /// <summary>The length of a hash in a line: SHA-256 in hexadecimal digits.</summary>
    internal const int HashDigits = 64;

    /// <summary>The previous hash of the first line: 32 zero bytes.</summary>
    public static string Genesis { get; } = new('0', 64);

    private static ReadOnlySpan<byte> HashName => ",\"hash\":\""u8;

    // One per thread: a writer and its buffer cost more than what they write.
    [ThreadStatic]
    private static Utf8JsonWriter? s_json;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_buffer;

    /// <summary>An observation with its verdict, as the members of a line.</summary>
    /// <param name="seen">The observation.</param>
    /// <param name="verdict">The verdict; null if there was none.</param>
    /// <param name="folded">The number of further denials that this line represents; 0 for none.</param>
    public static byte[] Members(Observation seen, Verdict? verdict = null, long folded = 0) => Compose(seen, verdict, folded).ToArray();

    /// <summary>
    /// The same as <see cref="Members(Observation, Verdict?, long)"/>, in a buffer that is valid until this thread composes the next.
    /// </summary>
    public static ReadOnlySpan<byte> Compose(Observation seen, Verdict? verdict = null, long folded = 0)
    {
        var buffer = s_buffer ??= new(1024);
        var json = s_json ??= new(buffer, new() { SkipValidation = true });
        buffer.ResetWrittenCount();
        json.Reset(buffer);
        json.WriteStartObject();
        ObservationJson.WriteMembers(json, seen);
        if (verdict is { } decided)
        {
            json.WriteString("verdict"u8, decided.WouldDeny ? "would_deny"u8 : decided.IsAllowed ? "allow"u8 : "deny"u8);
            json.WriteString("policy_rule"u8, decided.RuleName);
            if (!decided.IsAllowed) json.WriteNumber("refused_with"u8, decided.Status);
            if (decided.Request > 0) json.WriteNumber("request"u8, decided.Request);
        }
        if (folded > 0) json.WriteNumber("folded"u8, folded);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan[1..^1];
    }

    /// <summary>Members of a line of another kind: a change of settings, an alert.</summary>
    public static byte[] Members(string type, DateTimeOffset time, IEnumerable<KeyValuePair<string, string>> texts)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("time", time.UtcDateTime);
            foreach (var (name, value) in texts) json.WriteString(name, value);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan[1..^1].ToArray();
    }

    /// <summary>Writes the line with its line break.</summary>
    /// <param name="target">Where it is written.</param>
    /// <param name="sequence">Its number.</param>
    /// <param name="hash">The 64 digits of the previous hash; afterwards those of its own.</param>
    /// <param name="members">Its content.</param>
    /// <param name="hasher">SHA-256, kept by the caller: creating one for each line costs more than hashing it.</param>
    internal static void Write(IBufferWriter<byte> target, long sequence, Span<byte> hash, ReadOnlySpan<byte> members,
        IncrementalHash hasher)
    {
        // {"seq":  number of 19 digits at most  ,"prev":"  hash  ",  members  ,"hash":"  hash  "} and the line break
        var room = target.GetSpan(7 + 19 + 9 + 64 + 2 + members.Length + HashName.Length + 64 + 3);
        "{\"seq\":"u8.CopyTo(room);
        Utf8Formatter.TryFormat(sequence, room[7..], out var at);
        at += 7;
        ",\"prev\":\""u8.CopyTo(room[at..]);
        hash.CopyTo(room[(at + 9)..]);
        at += 9 + HashDigits;
        "\","u8.CopyTo(room[at..]);
        members.CopyTo(room[(at + 2)..]);
        at += 2 + members.Length;
        Span<byte> sum = stackalloc byte[SHA256.HashSizeInBytes];
        hasher.AppendData(room[..at]);
        hasher.GetHashAndReset(sum);
        HashName.CopyTo(room[at..]);
        at += HashName.Length;
        Convert.TryToHexStringLower(sum, hash, out _);
        hash.CopyTo(room[at..]);
        at += HashDigits;
        "\"}\n"u8.CopyTo(room[at..]);
        target.Advance(at + 3);
    }

    /// <summary>Reads the number of a line; false if it is not a line of an audit log.</summary>
    public static bool TryReadSequence(ReadOnlySpan<byte> line, out long sequence)
    {
        sequence = 0;
        return line.StartsWith("{\"seq\":"u8) && Utf8Parser.TryParse(line[7..], out sequence, out _);
    }

    /// <summary>The hash in a line, right or wrong; empty if it has none.</summary>
    internal static string HashOf(ReadOnlySpan<byte> line)
    {
        var at = line.Length - HashName.Length - 64 - 2;
        return at > 0 && line[at..].StartsWith(HashName) ? Encoding.UTF8.GetString(line.Slice(at + HashName.Length, 64)) : "";
    }

    /// <summary>Reads number and hashes of a line, and whether its hash is right; false if it is not a line of an audit log.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out long sequence, out string previous, out string hash, out bool isWhole)
    {
        (sequence, previous, hash, isWhole) = (0, "", "", false);
        // The tail has a fixed length: ,"hash":" + 64 digits + "}
        var at = line.Length - HashName.Length - 64 - 2;
        if (at <= 0 || !line.StartsWith("{\"seq\":"u8) || !line[at..].StartsWith(HashName) || !line.EndsWith("\"}"u8)) return false;
        hash = Encoding.ASCII.GetString(line.Slice(at + HashName.Length, 64));
        var comma = line.IndexOf((byte)',');
        if (!long.TryParse(line[7..comma], out sequence) || !line[comma..].StartsWith(",\"prev\":\""u8) || line.Length < comma + 9 + 64)
            return false;
        previous = Encoding.ASCII.GetString(line.Slice(comma + 9, 64));
        isWhole = Convert.ToHexStringLower(SHA256.HashData(line[..at])) == hash;
        return true;
    }
}
