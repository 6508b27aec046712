using System.Globalization;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.WsMan.Messages;

/// <summary>Reads a fault ([DSP0226] 14.2, [MS-WSMV] 2.2.4.43). Every part of it may be missing.</summary>
internal static class FaultReader
{
    /// <summary>Reads the s:Fault that the reader stands on.</summary>
    internal static WsManFaultReply Read(EnvelopeReader reader)
    {
        string code = "", subcode = "", reason = "", message = "";
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
                    (detail, number, message) = ReadDetail(reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new WsManFaultReply(code, subcode, number, OneLine(message.Length > reason.Length ? message : reason), detail);
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

    private static (string? Detail, uint Number, string Message) ReadDetail(EnvelopeReader reader)
    {
        string? detail = null;
        uint number = 0;
        var message = "";
        reader.Enter();
        while (reader.NextChild())
        {
            if (reader.Is("FaultDetail", Namespaces.WsMan))
            {
                detail = reader.ReadText();
            }
            else if (reader.Is("WSManFault", Namespaces.WsManFault))
            {
                _ = uint.TryParse(reader.Attribute("Code"), NumberStyles.None, CultureInfo.InvariantCulture, out number);
                message = ReadMessage(reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return (detail, number, message);
    }

    // f:Message holds text, or a provider's fault with a message of its own further down.
    private static string ReadMessage(EnvelopeReader reader)
    {
        var message = "";
        if (reader.TryReadText(out var text)) return text;
        while (reader.NextChild())
        {
            var inner = ReadMessage(reader);
            if (inner.Length > message.Length) message = inner;
        }

        return message;
    }

    private static string Local(string name) => name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
