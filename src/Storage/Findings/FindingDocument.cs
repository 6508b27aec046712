using System.IO.Compression;

namespace Sekimori.Storage.Findings;

/// <summary>Documents on their way to the database: a host's outcomes repeat the same words, and are a tenth when deflated.</summary>
internal static class FindingDocument
{
    /// <summary>The longest document: the outcomes of a host with 10,000 findings of long evidence.</summary>
    public const int MaxLength = 32 * 1024 * 1024;

    /// <summary>Deflates.</summary>
    /// <exception cref="FindingStoreException">It is longer than <see cref="MaxLength"/>.</exception>
    public static byte[] Pack(byte[] document)
    {
        if (document.Length > MaxLength) throw new FindingStoreException($"the result of a host has more than {MaxLength} bytes");
        using var packed = new MemoryStream(document.Length / 4);
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true)) deflate.Write(document);
        return packed.ToArray();
    }

    /// <summary>Inflates, up to the limit: a row may have been changed by others.</summary>
    /// <exception cref="FindingStoreException">It is no document, or too long.</exception>
    public static byte[] Unpack(byte[] packed, string where)
    {
        using var document = new MemoryStream(packed.Length * 8);
        try
        {
            using var inflate = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
            var buffer = new byte[16 * 1024];
            while (inflate.Read(buffer) is > 0 and var count)
            {
                if (document.Length + count > MaxLength) throw new FindingStoreException($"{where}: more than {MaxLength} bytes");
                document.Write(buffer.AsSpan(0, count));
            }
        }
        catch (InvalidDataException wrong)
        {
            throw new FindingStoreException($"{where}: the stored result cannot be read: {wrong.Message}", wrong);
        }

        return document.ToArray();
    }
}
