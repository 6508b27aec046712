using System.Net.Security;
using Sekimori.Wire;

namespace Sekimori.Server.Tls;

/// <summary>
/// What a client offered in the first message of a TLS handshake (RFC 8446 4.1.2). It is read for the log after a failed handshake: nothing
/// is decided by it.
/// </summary>
/// <param name="Versions">The versions, as numbers: 0x0303 is TLS 1.2.</param>
/// <param name="Suites">The cipher suites.</param>
/// <param name="Name">The server that was asked for; null if none was named.</param>
internal sealed record ClientHello(IReadOnlyList<ushort> Versions, IReadOnlyList<TlsCipherSuite> Suites, string? Name)
{
    private const int Handshake = 22, Hello = 1, ServerName = 0, SupportedVersions = 43;

    // RFC 1035 2.3.4.
    private const int MaxName = 255;

    /// <summary>Reads the first bytes of a connection. What is cut off is missing.</summary>
    /// <returns>Null if they are no ClientHello, or too few.</returns>
    public static ClientHello? Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new ByteReader(bytes, bigEndian: true);
            if (reader.ReadByte() != Handshake) return null;
            reader.Skip(4); // the record's version and length
            if (reader.ReadByte() != Hello) return null;
            reader.Skip(3);
            var version = reader.ReadUInt16();
            reader.Skip(32);
            reader.Skip(reader.ReadByte());
            var suites = Numbers(reader.ReadBytes(reader.ReadUInt16()));
            List<ushort> versions = [version];
            string? name = null;
            try
            {
                reader.Skip(reader.ReadByte());
                reader.Skip(2);
                while (reader.Remaining >= 4) Extension(reader.ReadUInt16(), reader.ReadBytes(reader.ReadUInt16()), ref versions, ref name);
            }
            catch (MalformedException)
            {
                // What arrived so far is worth a record.
            }
            // Values that mean nothing keep peers tolerant (RFC 8701): 0x0a0a, 0x1a1a and so on.
            return new([.. versions.Where(IsMeant)], [.. suites.Where(IsMeant).Select(suite => (TlsCipherSuite)suite)], name);
        }
        catch (MalformedException)
        {
            return null;
        }
    }

    private static void Extension(int type, ReadOnlySpan<byte> content, ref List<ushort> versions, ref string? name)
    {
        var reader = new ByteReader(content, bigEndian: true);
        if (type == SupportedVersions) versions = Numbers(reader.ReadBytes(reader.ReadByte()));
        else if (type == ServerName && content.Length > 0)
        {
            reader.Skip(2);
            if (reader.ReadByte() == 0) name = Printable(reader.ReadBytes(reader.ReadUInt16()));
        }
    }

    private static List<ushort> Numbers(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes, bigEndian: true);
        var numbers = new List<ushort>(bytes.Length / 2);
        while (reader.Remaining >= 2) numbers.Add(reader.ReadUInt16());
        return numbers;
    }

    private static bool IsMeant(ushort number) => (number & 0x0f0f) != 0x0a0a || number >> 8 != (number & 0xff);

    // It is written to a log: characters that no host name has are replaced.
    private static string Printable(ReadOnlySpan<byte> name) => string.Create(Math.Min(name.Length, MaxName), name, static (text, name) =>
    {
        for (var i = 0; i < text.Length; i++)
            text[i] = char.IsAsciiLetterOrDigit((char)name[i]) || name[i] is (byte)'.' or (byte)'-' or (byte)'_' ? (char)name[i] : '?';
    });
}
