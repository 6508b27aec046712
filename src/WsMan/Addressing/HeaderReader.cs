using System.Xml;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Addressing;

/// <summary>
/// Reads the headers of a request, each of those in <see cref="HeaderCatalogue"/> once. Others are skipped, unless they must be understood.
/// </summary>
internal static class HeaderReader
{
    // [MS-WSMV] 3.1.4.1.5 and its note 47: a MessageID of up to 2 KB is accepted, whatever its format; 3.1.4.1.12 has the same for
    // ActivityId.
    private const int MaxIdChars = 2048;

    // [DSP0226] 13.1.3: a URI of 2,048 characters is the longest that a service must accept. The longest of Windows' own have about 200.
    private const int MaxUriChars = 2048;

    /// <summary>
    /// Reads the s:Header that the reader is on, and consumes it. <paramref name="headers"/> holds what was read when a fault is thrown,
    /// too.
    /// </summary>
    /// <exception cref="WsManFaultException">A header cannot be read, or has mustUnderstand and is unknown.</exception>
    public static void Read(EnvelopeReader reader, RequestHeaders headers, SoapLimits limits)
    {
        // A header that is not understood is only a fault once the MessageID is known, which the fault repeats.
        Fault? first = null;
        uint read = 0;
        reader.Enter();
        while (reader.NextChild())
        {
            try
            {
                // [SOAP12-1] 2.2: headers for another role are ignored.
                if (HeaderCatalogue.Find(reader) is not { } known || !IsForUs(reader)) Skip(reader);
                else
                {
                    Take(ref read, known);
                    ReadOne(reader, known.Field, headers, limits);
                }
            }
            catch (WsManFaultException e)
                when (e.Fault.Subcode == FaultSubcode.NotUnderstood || e.Fault.Subcode == FaultSubcode.UnsupportedFeature)
            {
                first ??= e.Fault;
                reader.Skip();
            }
        }
        if (first is not null) throw new WsManFaultException(first);
    }

    /// <summary>
    /// Reads an OptionSet that is between s:Header and s:Body, where winrm-rs writes that of a Create, as if it stood among the headers.
    /// Nothing else may be there ([SOAP12-1] 5.1).
    /// </summary>
    /// <returns>False if the reader is on something else.</returns>
    /// <exception cref="WsManFaultException">There was one among the headers, or it cannot be read.</exception>
    public static bool ReadMisplaced(EnvelopeReader reader, RequestHeaders headers, SoapLimits limits)
    {
        if (!reader.Is("OptionSet", Namespaces.WsMan)) return false;
        if (headers.HasOptionSet) throw new WsManFaultException(Fault.InvalidHeader("OptionSet", "it is repeated."));
        ReadOne(reader, HeaderField.OptionSet, headers, limits);
        return true;
    }

    // Of two headers, one reader uses the first and another the last. WS-Addressing 1.0, SOAP binding 3.2, has a fault for several; in the
    // edition of August 2004 it is this one ([DSP0226] 14.6).
    private static void Take(ref uint read, KnownHeader known)
    {
        var bit = 1u << (int)known.Field;
        if ((read & bit) != 0 && !known.MayRepeat) throw new WsManFaultException(Fault.InvalidHeader(known.Name, "it is repeated."));
        read |= bit;
    }

    private static void ReadOne(EnvelopeReader reader, HeaderField field, RequestHeaders headers, SoapLimits limits)
    {
        switch (field)
        {
            case HeaderField.To: headers.To = reader.ReadText(); break;
            case HeaderField.Action: headers.Action = reader.ReadText(); break;
            case HeaderField.MessageId: headers.MessageId = ReadId(reader, "MessageID"); break;
            case HeaderField.ReplyTo: headers.ReplyTo = ReadAddress(reader); break;
            case HeaderField.FaultTo: headers.FaultTo = ReadAddress(reader); break;
            case HeaderField.ResourceUri: headers.ResourceUri = ReadUri(reader); break;
            case HeaderField.SelectorSet: EndpointReference.ReadSelectors(reader, headers.Selectors, limits); break;
            case HeaderField.OptionSet:
                headers.HasOptionSet = true;
                ReadOptions(reader, headers.Options, limits);
                break;
            case HeaderField.MaxEnvelopeSize: headers.MaxEnvelopeSize = reader.ReadNumber(); break;
            case HeaderField.OperationTimeout: headers.OperationTimeout = ReadDuration(reader, "OperationTimeout"); break;
            case HeaderField.Locale: headers.Locale = ReadLocale(reader, FaultDetails.Locale); break;
            case HeaderField.DataLocale: headers.DataLocale = ReadLocale(reader, FaultDetails.DataLocale); break;
            case HeaderField.FragmentTransfer: headers.Fragment = ReadFragment(reader); break;
            case HeaderField.ItemsCountEstimate: headers.RequestsItemCount = SkipFlag(reader); break;
            case HeaderField.RequestEpr: headers.RequestsEndpointReference = SkipFlag(reader); break;
            case HeaderField.OperationId:
                headers.IsRetransmission = MustUnderstand(reader);
                headers.OperationId = ReadId(reader, "OperationID");
                break;
            case HeaderField.SequenceId: headers.SequenceId = reader.ReadNumber(); break;
            case HeaderField.SessionId: headers.SessionId = ReadId(reader, "SessionId"); break;
            case HeaderField.ActivityId: ReadId(reader, "ActivityId"); break;
            case HeaderField.CompressionType: headers.Compression = reader.ReadText(); break;
            default: reader.Skip(); break;
        }
    }

    private static bool SkipFlag(EnvelopeReader reader)
    {
        reader.Skip();
        return true;
    }

    private static void Skip(EnvelopeReader reader)
    {
        // [SOAP12-1] 5.2.3: the attribute counts in SOAP's namespace only, and for those that it is addressed to. Most clients send it
        // without a namespace.
        if (MustUnderstand(reader) && IsForUs(reader))
            throw new WsManFaultException(Fault.NotUnderstoodHeader(reader.LocalName, reader.NamespaceUri));
        reader.Skip();
    }

    private static bool IsForUs(EnvelopeReader reader) =>
        reader.Attribute("role", Namespaces.Soap) is not { } role || role == WellKnown.UltimateReceiver
        || role.EndsWith("/next", StringComparison.Ordinal);

    private static bool MustUnderstand(EnvelopeReader reader) =>
        reader.Attribute("mustUnderstand", Namespaces.Soap) is { } value && IsTrue(value);

    private static bool IsTrue(string value) => value.Trim() is "true" or "1";

    private static string ReadId(EnvelopeReader reader, string name)
    {
        var id = reader.ReadText();
        return id.Length is > 0 and <= MaxIdChars
            ? id
            : throw new WsManFaultException(Fault.InvalidHeader(name, $"it has {id.Length} characters."));
    }

    private static string ReadUri(EnvelopeReader reader)
    {
        var uri = reader.ReadText();
        return uri.Length <= MaxUriChars ? uri : throw new WsManFaultException(Fault.UriTooLong(MaxUriChars));
    }

    private static string ReadAddress(EnvelopeReader reader)
    {
        string? address = null;
        reader.Enter();
        while (reader.NextChild())
        {
            if (!reader.Is("Address", Namespaces.Addressing)) reader.Skip();
            else if (address is null) address = reader.ReadText();
            else throw new WsManFaultException(Fault.InvalidHeader("ReplyTo", "it has two addresses."));
        }
        return address ?? "";
    }

    private static string? ReadLocale(EnvelopeReader reader, string detail)
    {
        // [MS-WSMV] 3.1.4.1.8 and 3.1.4.1.9: a language cannot be insisted on.
        if (MustUnderstand(reader)) throw new WsManFaultException(Fault.Locale(detail));
        var language = reader.Attribute("lang", Namespaces.Xml);
        reader.Skip();
        return language;
    }

    private static FragmentTransfer ReadFragment(EnvelopeReader reader)
    {
        // [MS-WSMV] 3.1.4.1.18: a header that may be ignored cannot request a part. Without the attribute it is accepted, like every other
        // header.
        if (reader.Attribute("mustUnderstand", Namespaces.Soap) is { } value && !IsTrue(value))
            throw new WsManFaultException(Fault.InvalidHeader("FragmentTransfer", "it requires mustUnderstand."));
        var dialect = reader.Attribute("Dialect") ?? WellKnown.DialectXPath;
        return new FragmentTransfer(reader.ReadText(), dialect);
    }

    private static TimeSpan ReadDuration(EnvelopeReader reader, string header) =>
        XsDuration.TryParse(reader.ReadText(), out var duration) && duration >= TimeSpan.Zero
            ? duration
            : throw new WsManFaultException(Fault.InvalidTimeout(header));

    private static void ReadOptions(EnvelopeReader reader, List<RequestOption> options, SoapLimits limits)
    {
        reader.Enter();
        while (reader.NextChild())
        {
            // openwsman has options in its own namespace; they are named and recorded like the others.
            if (!reader.Is("Option", Namespaces.WsMan) && !reader.Is("Option", Namespaces.Openwsman))
                throw new WsManFaultException(Fault.SchemaValidation("An OptionSet contains an element other than Option."));
            if (options.Count >= limits.MaxListItems)
                throw new WsManFaultException(Fault.TooMany($"More than {limits.MaxListItems} options.", FaultDetails.OptionLimit));
            var name = reader.Attribute("Name")
                ?? throw new WsManFaultException(Fault.InvalidOptions("An option has no name.", FaultDetails.InvalidName));
            // [MS-WSMV] 3.1.4.1.10: of these several make an array.
            if (!name.StartsWith("wmiarray:", StringComparison.OrdinalIgnoreCase)
                && options.Exists(option => option.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                throw new WsManFaultException(Fault.InvalidOptions($"The option {name} is repeated.", FaultDetails.InvalidName));
            var mustComply = IsTrue(reader.Attribute("MustComply") ?? "");
            options.Add(new RequestOption(name, reader.ReadText(), mustComply));
        }
    }
}
