using System.Formats.Asn1;
using System.Text;

namespace Sekimori.Survey.Directory;

/// <summary>Writes the requests that are used (RFC 4511): bind, search, unbind. None of them changes anything.</summary>
internal static class LdapRequest
{
    /// <summary>pagedResultsControl (RFC 2696).</summary>
    public const string PagedControl = "1.2.840.113556.1.4.319";

    // LDAP_MATCHING_RULE_BIT_AND ([MS-ADTS] 3.1.1.3.4.4.1).
    private const string BitAnd = "1.2.840.113556.1.4.803";

    /// <summary>A SASL bind (RFC 4511 4.2).</summary>
    public static byte[] Bind(int id, string mechanism, ReadOnlySpan<byte> token)
    {
        var writer = Begin(id, LdapOperation.BindRequest);
        writer.WriteInteger(3);
        writer.WriteOctetString([]);
        using (writer.PushSequence(Context(3)))
        {
            writer.WriteOctetString(Encoding.UTF8.GetBytes(mechanism));
            writer.WriteOctetString(token);
        }

        return End(writer, LdapOperation.BindRequest);
    }

    /// <summary>A bind with a password, for connections with TLS.</summary>
    public static byte[] SimpleBind(int id, string name, string password)
    {
        var writer = Begin(id, LdapOperation.BindRequest);
        writer.WriteInteger(3);
        writer.WriteOctetString(Encoding.UTF8.GetBytes(name));
        writer.WriteOctetString(Encoding.UTF8.GetBytes(password), new Asn1Tag(TagClass.ContextSpecific, 0));
        return End(writer, LdapOperation.BindRequest);
    }

    /// <summary>A read of the root's own entry, which names the naming contexts (RFC 4512 5.1).</summary>
    public static byte[] ReadRoot(int id)
    {
        var writer = Begin(id, LdapOperation.SearchRequest);
        BeginSearch(writer, "", isSubtree: false);
        writer.WriteOctetString("objectClass"u8, new Asn1Tag(TagClass.ContextSpecific, 7));
        Attributes(writer, "defaultNamingContext");
        return End(writer, LdapOperation.SearchRequest);
    }

    /// <summary>A page of the computers that are not disabled.</summary>
    /// <param name="id">The number of the request.</param>
    /// <param name="where">The base.</param>
    /// <param name="size">The most entries.</param>
    /// <param name="cookie">Where the page begins; empty for the first.</param>
    public static byte[] Computers(int id, string where, int size, ReadOnlySpan<byte> cookie)
    {
        var writer = Begin(id, LdapOperation.SearchRequest);
        BeginSearch(writer, where, isSubtree: true);
        using (writer.PushSequence(Context(0)))
        {
            using (writer.PushSequence(Context(3)))
            {
                writer.WriteOctetString("objectCategory"u8);
                writer.WriteOctetString("computer"u8);
            }

            // Not: userAccountControl has the bit of disabled accounts.
            using (writer.PushSequence(Context(2)))
            using (writer.PushSequence(Context(9)))
            {
                writer.WriteOctetString(Encoding.ASCII.GetBytes(BitAnd), new Asn1Tag(TagClass.ContextSpecific, 1));
                writer.WriteOctetString("userAccountControl"u8, new Asn1Tag(TagClass.ContextSpecific, 2));
                writer.WriteOctetString("2"u8, new Asn1Tag(TagClass.ContextSpecific, 3));
            }
        }

        Attributes(writer, "dNSHostName", "operatingSystem", "userAccountControl");
        writer.PopSequence(Application(LdapOperation.SearchRequest));
        using (writer.PushSequence(Context(0)))
        using (writer.PushSequence())
        {
            writer.WriteOctetString(Encoding.ASCII.GetBytes(PagedControl));
            writer.WriteBoolean(true);
            writer.WriteOctetString(Page(size, cookie));
        }

        writer.PopSequence();
        return writer.Encode();
    }

    /// <summary>The end.</summary>
    public static byte[] Unbind(int id)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(id);
            writer.WriteNull(new Asn1Tag(TagClass.Application, (int)LdapOperation.UnbindRequest));
        }

        return writer.Encode();
    }

    private static byte[] Page(int size, ReadOnlySpan<byte> cookie)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(size);
            writer.WriteOctetString(cookie);
        }

        return writer.Encode();
    }

    // RFC 4511 4.5.1: base, scope, aliases never, no limits of ours, values too.
    private static void BeginSearch(AsnWriter writer, string where, bool isSubtree)
    {
        writer.WriteOctetString(Encoding.UTF8.GetBytes(where));
        writer.WriteEncodedValue((byte[])[0x0a, 1, isSubtree ? (byte)2 : (byte)0]);
        writer.WriteEncodedValue((byte[])[0x0a, 1, 0]);
        writer.WriteInteger(0);
        writer.WriteInteger(0);
        writer.WriteBoolean(false);
    }

    private static void Attributes(AsnWriter writer, params ReadOnlySpan<string> names)
    {
        using (writer.PushSequence())
            foreach (var name in names) writer.WriteOctetString(Encoding.ASCII.GetBytes(name));
    }

    private static AsnWriter Begin(int id, LdapOperation operation)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        writer.PushSequence();
        writer.WriteInteger(id);
        writer.PushSequence(Application(operation));
        return writer;
    }

    private static byte[] End(AsnWriter writer, LdapOperation operation)
    {
        writer.PopSequence(Application(operation));
        writer.PopSequence();
        return writer.Encode();
    }

    private static Asn1Tag Application(LdapOperation operation) => new(TagClass.Application, (int)operation, isConstructed: true);

    private static Asn1Tag Context(int number) => new(TagClass.ContextSpecific, number, isConstructed: true);
}
