using Sekimori.Ndr;

namespace Sekimori.Dcom.Automation;

/// <summary>A BSTR behind its pointer, with the null that automation has ([MS-OAUT] 2.2.23.2): not a null pointer, but a blob that says so.
/// </summary>
internal static class AutomationText
{
    /// <summary>Reads what a pointer that is not null points at.</summary>
    public static string? Read(ref NdrReader reader) => reader.ReadBstr();

    /// <summary>Writes what a pointer points at.</summary>
    public static void Write(ref NdrWriter writer, string? text)
    {
        if (text is not null)
        {
            writer.WriteBstr(text);
            return;
        }

        writer.WriteCount(0);
        writer.WriteUInt32(uint.MaxValue);
        writer.WriteUInt32(0);
    }
}
