using Sekimori.Dcom.Automation;
using Sekimori.Dcom.References;
using Sekimori.Rpc.Orpc;
using Sekimori.Wire;
using Sekimori.Wmi.Server;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Client.Wmi;

/// <summary>
/// What a server says about a failure in words: __ExtendedStatus, as WMI sends it, or the error object of automation, as providers do.
/// </summary>
internal static class ServerText
{
    /// <summary>Most characters that are shown of it.</summary>
    private const int MostCharacters = 512;

    /// <summary>The text, on one line; null if there is none, or none that can be read: the status says enough.</summary>
    public static string? Of(OrpcExtent? reason, WmioDecoder decoder)
    {
        if (reason is null) return null;
        try
        {
            if (Objref.Read(reason.Data) is not CustomObjref custom) return null;
            var text = ErrorInfo.Read(custom) is { } info ? info.Description : OfStatus(custom, decoder);
            var line = text?.ReplaceLineEndings(" ").Trim().TrimEnd('.');
            return string.IsNullOrEmpty(line) ? null : line.Length <= MostCharacters ? line : line[..MostCharacters] + "…";
        }
        catch (MalformedException)
        {
            return null;
        }
    }

    private static string? OfStatus(CustomObjref custom, WmioDecoder decoder) =>
        decoder.DecodeUnit(ClassObject.Read(custom.ToPointer()).Span).Instance is { } status
        && status.Class.FindProperty(ExtendedStatus.Description) is { } property
            ? status[property.Index].AsString
            : null;
}
