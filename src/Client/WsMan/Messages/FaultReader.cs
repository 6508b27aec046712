using System.Globalization;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.WsMan.Messages;

/// <summary>Reads a fault ([DSP0226] 14.2, [MS-WSMV] 2.2.4.43). Every part of it may be missing.</summary>
internal static class FaultReader
{
    /// <summary>Texts read from one detail: WMI's has three.</summary>
    private const int MostTexts = 8;

    /// <summary>
    /// Elements whose text is for people: of WSManFault and ProviderFault, of __ExtendedStatus, of MSFT_WmiError and CIM_Error.
    /// </summary>
    private static readonly string[] Texts =
        ["Message", "ProviderFault", "Description", "error_WindowsErrorMessage", "CIMStatusCodeDescription"];

    /// <summary>Reads the s:Fault that the reader is on.</summary>
    internal static WsManFaultReply Read(EnvelopeReader reader)
    {
        string code = "", subcode = "", reason = "";
        IReadOnlyList<string> inner = [];
        string? detail = null;
        uint number = 0;
        reader.Enter();
        while (reader.NextChild())
        {
            switch (reader.LocalName)
            {
                case "Code":
                    (code, subcode) = ReadCode(reader);
                    break;
                case "Reason":
                    reason = ReadReason(reader);
                    break;
                case "Detail":
                    (detail, number, inner) = ReadDetail(reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new WsManFaultReply(code, subcode, number, Whole(OneLine(reason), inner), detail);
    }

    private static (string Code, string Subcode) ReadCode(EnvelopeReader reader)
    {
        string code = "", subcode = "";
        reader.Enter();
        while (reader.NextChild())
        {
            if (reader.LocalName == "Value") code = Local(reader.ReadText());
            else if (reader.LocalName == "Subcode") subcode = ReadCode(reader).Code;
            else reader.Skip();
        }

        return (code, subcode);
    }

    private static string ReadReason(EnvelopeReader reader)
    {
        var text = "";
        reader.Enter();
        while (reader.NextChild())
        {
            if (reader.LocalName == "Text" && text.Length == 0) text = reader.ReadText();
            else reader.Skip();
        }

        return text;
    }

    private static (string? Detail, uint Number, IReadOnlyList<string> Inner) ReadDetail(EnvelopeReader reader)
    {
        string? detail = null;
        uint number = 0;
        var inner = new List<string>();
        reader.Enter();
        while (reader.NextChild())
        {
            if (reader.Is("FaultDetail", Namespaces.WsMan))
            {
                detail = reader.ReadText();
                continue;
            }

            if (reader.Is("WSManFault", Namespaces.WsManFault))
                _ = uint.TryParse(reader.Attribute("Code"), NumberStyles.None, CultureInfo.InvariantCulture, out number);
            ReadTexts(reader, inner);
        }

        return (detail, number, inner);
    }

    // The deeper a text, the closer to the cause: f:Message of a WSManFault contains text, or a ProviderFault with a WSManFault and an
    // ExtendedError; MSFT_WmiError is beside it ([MS-WSMV] 2.2.4.43 allows any detail).
    private static void ReadTexts(EnvelopeReader reader, List<string> found)
    {
        var name = reader.LocalName;
        var isText = reader.TryReadText(out var text);
        if (found.Count < MostTexts && Texts.Contains(name) && OneLine(text) is { Length: > 0 } line) found.Add(line);
        if (isText) return;
        while (reader.NextChild()) ReadTexts(reader, found);
    }

    /// <summary>The reason, followed by what the inner texts add.</summary>
    private static string Whole(string reason, IReadOnlyList<string> inner)
    {
        var parts = new List<string>();
        foreach (var text in (IEnumerable<string>)[reason, .. inner])
        {
            if (text.Length == 0 || parts.Exists(part => part.Contains(text.TrimEnd('.'), StringComparison.OrdinalIgnoreCase))) continue;
            parts.RemoveAll(part => text.Contains(part.TrimEnd('.'), StringComparison.OrdinalIgnoreCase));
            parts.Add(text);
        }

        return string.Join(": ", parts.Select((part, at) => at < parts.Count - 1 ? part.TrimEnd('.', ':', ' ') : part));
    }

    private static string Local(string name) => name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
