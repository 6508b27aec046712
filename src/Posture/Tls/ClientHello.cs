using System.Buffers.Binary;
using System.Text;

namespace Sekimori.Posture.Tls;

/// <summary>
/// Writes a ClientHello (RFC 8446 4.1.2, RFC 5246 7.4.1.2). The handshake is never finished, so it can offer versions and suites that no
/// library has any more.
/// </summary>
internal static class ClientHello
{
    // RFC 8446 4.2.7: x25519, P-256, P-384, P-521, ffdhe2048.
    private static readonly ushort[] Groups = [0x001d, 0x0017, 0x0018, 0x0019, 0x0100];

    // RFC 8446 4.2.3, with the old ones: a server with an old certificate still chooses.
    private static readonly ushort[] Signatures =
    [
        0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0807, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201, 0x0202,
    ];

    /// <summary>The record.</summary>
    /// <param name="version">The highest version; for 1.3 the only one.</param>
    /// <param name="suites">The suites.</param>
    /// <param name="serverName">The name for server_name; null for an address.</param>
    /// <param name="random">96 random bytes: client random, session id, key share.</param>
    public static byte[] Write(TlsVersion version, IReadOnlyList<ushort> suites, string? serverName, ReadOnlySpan<byte> random)
    {
        var body = new List<byte>(512);
        // RFC 8446 4.1.2: legacy_version is that of 1.2.
        Add16(body, Math.Min((ushort)version, (ushort)TlsVersion.Tls12));
        body.AddRange(random[..32]);
        // RFC 8446 D.4: a session id for middle boxes.
        AddVector8(body, version == TlsVersion.Tls13 ? random[32..64] : []);
        var offered = new List<byte>();
        // RFC 5746 3.3: the signal that stands for an empty renegotiation_info, also where there are no extensions.
        foreach (var suite in suites.Append((ushort)0x00ff)) Add16(offered, suite);
        AddVector16(body, offered);
        AddVector8(body, [0]);
        if (version > TlsVersion.Ssl3) AddVector16(body, Extensions(version, serverName, random[64..96]));

        var record = new List<byte>(body.Count + 9) { 22 };
        // RFC 8446 5.1: the record of a first hello has 1.0, which every server reads.
        Add16(record, (ushort)(version == TlsVersion.Ssl3 ? TlsVersion.Ssl3 : TlsVersion.Tls10));
        Add16(record, (ushort)(body.Count + 4));
        record.Add(1);
        record.AddRange([(byte)(body.Count >> 16), (byte)(body.Count >> 8), (byte)body.Count]);
        record.AddRange(body);
        return [.. record];
    }

    private static List<byte> Extensions(TlsVersion version, string? serverName, ReadOnlySpan<byte> share)
    {
        var all = new List<byte>();
        // RFC 6066 3: a list of one host name.
        if (serverName is not null && Encoding.UTF8.GetBytes(serverName) is { Length: > 0 and <= 255 } name)
        {
            var entry = new List<byte> { 0 };
            AddVector16(entry, name);
            var list = new List<byte>();
            AddVector16(list, entry);
            AddExtension(all, 0, list);
        }

        AddExtension(all, 10, List(Groups));
        AddExtension(all, 11, [1, 0]);
        if (version >= TlsVersion.Tls12) AddExtension(all, 13, List(Signatures));
        if (version != TlsVersion.Tls13) return all;
        // RFC 8446 4.2.1: this version alone.
        AddExtension(all, 43, [2, 3, 4]);
        // RFC 8446 4.2.8.2: any 32 bytes are a public key of x25519; its private key is not needed.
        var key = new List<byte>();
        Add16(key, 0x001d);
        AddVector16(key, share.ToArray());
        var shares = new List<byte>();
        AddVector16(shares, key);
        AddExtension(all, 51, shares);
        return all;
    }

    private static List<byte> List(ushort[] values)
    {
        var items = new List<byte>();
        foreach (var value in values) Add16(items, value);
        var list = new List<byte>();
        AddVector16(list, items);
        return list;
    }

    private static void AddExtension(List<byte> to, ushort type, IReadOnlyCollection<byte> content)
    {
        Add16(to, type);
        AddVector16(to, content);
    }

    private static void Add16(List<byte> to, ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        to.AddRange(bytes);
    }

    private static void AddVector8(List<byte> to, ReadOnlySpan<byte> content)
    {
        to.Add((byte)content.Length);
        to.AddRange(content);
    }

    private static void AddVector16(List<byte> to, IReadOnlyCollection<byte> content)
    {
        Add16(to, (ushort)content.Count);
        to.AddRange(content);
    }
}
