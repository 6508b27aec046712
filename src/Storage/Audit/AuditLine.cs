using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sekimori.Guard.Observations;
using Sekimori.Guard.Policy;

namespace Sekimori.Storage.Audit;

/// <summary>
/// One line: {"seq":…,"prev":"…", members …,"hash":"…"}. The hash is SHA-256 over the line's bytes up to the comma before "hash", so it covers
/// the number, the hash before it, and everything said.
/// </summary>
public static class AuditLine
{
    /// <summary>What stands before the first line's place: 32 zero bytes.</summary>
    public static string Genesis { get; } = new('0', 64);

    private static ReadOnlySpan<byte> HashName => ",\"hash\":\""u8;

    /// <summary>An observation with what was decided about it, as the members of a line.</summary>
    public static byte[] Members(Observation seen, Verdict? verdict = null)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            ObservationJson.WriteMembers(json, seen);
            if (verdict is { } decided)
            {
                json.WriteString("verdict", decided.WouldDeny ? "would_deny" : decided.IsAllowed ? "allow" : "deny");
                json.WriteString("policy_rule", decided.RuleName);
                if (!decided.IsAllowed) json.WriteNumber("refused_with", decided.Status);
            }
            json.WriteEndObject();
        }
        return buffer.WrittenSpan[1..^1].ToArray();
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

    /// <summary>Writes the line with its line break; returns its hash.</summary>
    internal static string Write(IBufferWriter<byte> target, long sequence, string previous, ReadOnlySpan<byte> members)
    {
        var head = Encoding.ASCII.GetBytes($"{{\"seq\":{sequence},\"prev\":\"{previous}\",");
        var line = new byte[head.Length + members.Length];
        head.CopyTo(line, 0);
        members.CopyTo(line.AsSpan(head.Length));
        var hash = Convert.ToHexStringLower(SHA256.HashData(line));
        target.Write(line);
        target.Write(HashName);
        target.Write(Encoding.ASCII.GetBytes(hash));
        target.Write("\"}\n"u8);
        return hash;
    }

    /// <summary>Reads number and hashes of a line, and whether its hash is right; false where it is no line of an audit log.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out long sequence, out string previous, out string hash, out bool isWhole)
    {
        (sequence, previous, hash, isWhole) = (0, "", "", false);
        // The tail has a fixed length: ,"hash":" + 64 digits + "}
        var at = line.Length - HashName.Length - 64 - 2;
        if (at <= 0 || !line.StartsWith("{\"seq\":"u8) || !line[at..].StartsWith(HashName) || !line.EndsWith("\"}"u8)) return false;
        hash = Encoding.ASCII.GetString(line.Slice(at + HashName.Length, 64));
        var comma = line.IndexOf((byte)',');
        if (!long.TryParse(line[7..comma], out sequence) || !line[comma..].StartsWith(",\"prev\":\""u8) || line.Length < comma + 9 + 64) return false;
        previous = Encoding.ASCII.GetString(line.Slice(comma + 9, 64));
        isWhole = Convert.ToHexStringLower(SHA256.HashData(line[..at])) == hash;
        return true;
    }
}
