using Sekimori.Wire;

namespace Sekimori.Posture.Tls;

/// <summary>
/// Reads the beginning of a server's handshake: records (RFC 5246 6.2.1), ServerHello (7.4.1.3), Certificate (7.4.2), or an alert. What is
/// encrypted is not read.
/// </summary>
internal static class TlsAnswerReader
{
    /// <summary>A ServerHello with the longest chain in use has 16 KB.</summary>
    public const int MaxBytes = 64 * 1024;

    // Chains have two to four certificates.
    private const int MaxCertificates = 16;

    /// <summary>Reads what has arrived.</summary>
    /// <param name="bytes">Everything that the server has sent.</param>
    /// <param name="isEnded">True if nothing more will come.</param>
    /// <returns>The answer; null if more is needed.</returns>
    /// <exception cref="MalformedException">It is no TLS.</exception>
    public static TlsAnswer? Read(ReadOnlySpan<byte> bytes, bool isEnded)
    {
        var reader = new ByteReader(bytes, bigEndian: true);
        var handshake = new List<byte>();
        while (reader.Remaining >= 5)
        {
            var type = reader.ReadByte();
            var version = reader.ReadUInt16();
            var length = reader.ReadUInt16();
            // RFC 5246 6.2.1: 2^14 bytes, and what encryption adds.
            if (type is < 20 or > 24 || version >> 8 != 3 || length is 0 or > 16384 + 2048)
                throw new MalformedException(Malformed.BadValue, $"no TLS record at offset {reader.Position - 5}");
            if (reader.Remaining < length) break;
            var content = reader.ReadBytes(length);
            if (type == 21 && length == 2 && handshake.Count == 0) return new(null, 0, content[1], [], []);
            if (type != 22) break;
            handshake.AddRange(content);
            if (Parse(handshake, isEnded: false) is { } answer) return answer;
        }

        return Parse(handshake, isEnded) ?? (isEnded ? new(null, 0, null, [], []) : null);
    }

    private static TlsAnswer? Parse(List<byte> handshake, bool isEnded)
    {
        var reader = new ByteReader(handshake.ToArray(), bigEndian: true);
        TlsAnswer? hello = null;
        while (reader.Remaining >= 4)
        {
            var type = reader.ReadByte();
            var length = (reader.ReadByte() << 16) | reader.ReadUInt16();
            if (length > MaxBytes) throw new MalformedException(Malformed.BadLength, $"a handshake message of {length} bytes");
            if (reader.Remaining < length) break;
            var body = reader.ReadBytes(length);
            if (type == 2) hello = Hello(body);
            if (hello is null) throw new MalformedException(Malformed.BadValue, $"handshake message {type} before ServerHello");
            // From 1.3 on the rest is encrypted; a suite without a certificate ends with another message.
            if (hello.Version >= TlsVersion.Tls13) return hello;
            if (type == 11) return WithCertificates(hello, body);
            if (type is not 2 and not 11) return hello;
        }

        return isEnded ? hello : null;
    }

    private static TlsAnswer Hello(ReadOnlySpan<byte> body)
    {
        var reader = new ByteReader(body, bigEndian: true);
        var version = reader.ReadUInt16();
        reader.Skip(32);
        reader.Skip(reader.ReadByte());
        var suite = reader.ReadUInt16();
        reader.Skip(1);
        if (reader.Remaining >= 2)
        {
            var extensions = new ByteReader(reader.ReadBytes(reader.ReadUInt16()), bigEndian: true);
            while (extensions.Remaining >= 4)
            {
                var type = extensions.ReadUInt16();
                var content = extensions.ReadBytes(extensions.ReadUInt16());
                // RFC 8446 4.2.1: supported_versions says what is really spoken.
                if (type == 43 && content.Length == 2) version = (ushort)((content[0] << 8) | content[1]);
            }
        }

        return new((TlsVersion)version, suite, null, [], []);
    }

    private static TlsAnswer WithCertificates(TlsAnswer hello, ReadOnlySpan<byte> body)
    {
        var reader = new ByteReader(body, bigEndian: true);
        var list = new ByteReader(reader.ReadBytes((reader.ReadByte() << 16) | reader.ReadUInt16()), bigEndian: true);
        var certificates = new List<byte[]>();
        while (list.Remaining >= 3)
        {
            if (certificates.Count >= MaxCertificates) throw new MalformedException(Malformed.TooMany, "certificates in a chain");
            certificates.Add(list.ReadBytes((list.ReadByte() << 16) | list.ReadUInt16()).ToArray());
        }

        return certificates.Count == 0 ? hello : hello with { Certificate = certificates[0], Chain = certificates[1..] };
    }
}
