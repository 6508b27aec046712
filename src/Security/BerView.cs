using System.Formats.Asn1;

namespace Sekimori.Security;

/// <summary>
/// Steps through elements of ASN.1 in place (X.690, basic encoding rules): nothing is copied, nothing throws. A missing element reads as
/// false.
/// </summary>
internal static class BerView
{
    /// <summary>Reads the next element.</summary>
    /// <param name="rest">The remaining elements.</param>
    /// <param name="tag">Its tag.</param>
    /// <param name="content">Its content.</param>
    /// <returns>False if there is no further element.</returns>
    public static bool TryNext(scoped ref ReadOnlySpan<byte> rest, out Asn1Tag tag, out ReadOnlySpan<byte> content)
    {
        content = default;
        // Without an end that must be looked for: neither Kerberos nor SPNEGO may use that form (RFC 4120 5.1, [MS-SPNG] 2.2), and looking
        // costs.
        if (!Asn1Tag.TryDecode(rest, out tag, out var head)
            || !AsnDecoder.TryDecodeLength(rest[head..], AsnEncodingRules.BER, out var length, out var size) || length is not { } known)
            return false;
        head += size;
        if (known > rest.Length - head) return false;
        content = rest.Slice(head, known);
        rest = rest[(head + known)..];
        return true;
    }

    /// <summary>The content of the first element, if it has this tag.</summary>
    public static bool TryEnter(ReadOnlySpan<byte> element, Asn1Tag wanted, out ReadOnlySpan<byte> content) =>
        TryNext(ref element, out var tag, out content) && tag.HasSameClassAndValue(wanted);

    /// <summary>The content of the field of a sequence with this context-specific tag; earlier fields are skipped.</summary>
    public static bool TryField(ReadOnlySpan<byte> fields, int number, out ReadOnlySpan<byte> content)
    {
        while (TryNext(ref fields, out var tag, out content))
            if (tag.TagClass == TagClass.ContextSpecific && tag.TagValue == number) return true;
        content = default;
        return false;
    }
}
