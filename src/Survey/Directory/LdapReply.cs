using System.Formats.Asn1;
using System.Text;
using Sekimori.Wire;

namespace Sekimori.Survey.Directory;

/// <summary>A message of a directory (RFC 4511 4.1.1), as far as it is needed.</summary>
/// <param name="Id">The number of the request.</param>
/// <param name="Operation">What it is.</param>
internal sealed record LdapReply(int Id, LdapOperation Operation)
{
    // pagedResultsControl (RFC 2696).
    private const string Paged = LdapRequest.PagedControl;

    private static readonly Asn1Tag Controls = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Referral = new(TagClass.ContextSpecific, 3, isConstructed: true);
    private static readonly Asn1Tag ServerCredentials = new(TagClass.ContextSpecific, 7);

    /// <summary>The result (RFC 4511 4.1.9); 0 is success.</summary>
    public int Result { get; private init; }

    /// <summary>What the directory says about it.</summary>
    public string Message { get; private init; } = "";

    /// <summary>The token of a SASL bind.</summary>
    public ReadOnlyMemory<byte> Token { get; private init; }

    /// <summary>Where the next page begins; empty for the last.</summary>
    public ReadOnlyMemory<byte> Cookie { get; private init; }

    /// <summary>The attributes of an entry, their names in small letters.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; private init; } = new Dictionary<string, string>();

    /// <summary>Reads a message.</summary>
    /// <exception cref="MalformedException">It is none.</exception>
    public static LdapReply Read(ReadOnlyMemory<byte> message)
    {
        try
        {
            var reader = new AsnReader(message, AsnEncodingRules.BER).ReadSequence();
            if (!reader.TryReadInt32(out var id)) throw Wrong("number");
            var tag = reader.PeekTag();
            if (tag.TagClass != TagClass.Application) throw Wrong("operation");
            var operation = (LdapOperation)tag.TagValue;
            switch (operation)
            {
                case LdapOperation.SearchResultEntry:
                    return new(id, operation) { Attributes = ReadEntry(reader.ReadSequence(tag)) };
                case LdapOperation.BindResponse or LdapOperation.SearchResultDone or LdapOperation.ExtendedResponse:
                    var body = reader.ReadSequence(tag);
                    var result = Number(body.ReadEnumeratedBytes().Span);
                    body.ReadOctetString();
                    var text = Text(body.ReadOctetString());
                    if (body.HasData && body.PeekTag() == Referral) body.ReadEncodedValue();
                    var token = body.HasData && body.PeekTag().HasSameClassAndValue(ServerCredentials)
                        ? body.ReadOctetString(ServerCredentials) : [];
                    return new(id, operation) { Result = result, Message = text, Token = token, Cookie = ReadCookie(reader) };
                default:
                    return new(id, operation);
            }
        }
        catch (AsnContentException wrong)
        {
            throw new MalformedException(Malformed.BadValue, $"an LDAP message: {wrong.Message}");
        }
    }

    // RFC 4511 4.5.2: the first value of each attribute; the ones that are asked for have one.
    private static Dictionary<string, string> ReadEntry(AsnReader entry)
    {
        var attributes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        entry.ReadOctetString();
        var list = entry.ReadSequence();
        while (list.HasData)
        {
            var attribute = list.ReadSequence();
            var name = Text(attribute.ReadOctetString());
            var values = attribute.ReadSetOf(skipSortOrderValidation: true);
            if (values.HasData) attributes.TryAdd(name, Text(values.ReadOctetString()));
        }

        return attributes;
    }

    private static byte[] ReadCookie(AsnReader reader)
    {
        if (!reader.HasData || !reader.PeekTag().HasSameClassAndValue(Controls)) return [];
        var controls = reader.ReadSequence(Controls);
        while (controls.HasData)
        {
            var control = controls.ReadSequence();
            var type = Text(control.ReadOctetString());
            if (control.HasData && control.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean)) control.ReadBoolean();
            if (type != Paged || !control.HasData) continue;
            var page = new AsnReader(control.ReadOctetString(), AsnEncodingRules.BER).ReadSequence();
            page.ReadInteger();
            return page.ReadOctetString();
        }

        return [];
    }

    // RFC 4511 4.1.9: the result is an enumeration of one byte.
    private static int Number(ReadOnlySpan<byte> bytes) => bytes.Length == 1 ? bytes[0] : throw Wrong("result");

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static MalformedException Wrong(string part) => new(Malformed.BadValue, $"an LDAP message without its {part}");
}
