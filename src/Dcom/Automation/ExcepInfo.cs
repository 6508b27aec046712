using Sekimori.Ndr;

namespace Sekimori.Dcom.Automation;

/// <summary>EXCEPINFO ([MS-OAUT] 2.2.34): why a call failed, where its status is DISP_E_EXCEPTION.</summary>
/// <param name="Code">wCode: a code of the server's, or 0.</param>
/// <param name="Source">The program or class.</param>
/// <param name="Description">A text for a person.</param>
/// <param name="HelpFile">A file on the server.</param>
/// <param name="HelpContext">A topic in it.</param>
/// <param name="Status">scode: an HRESULT, or 0.</param>
internal sealed record ExcepInfo(ushort Code, string? Source, string? Description, string? HelpFile, uint HelpContext, uint Status)
    : INdrType<ExcepInfo>
{
    /// <summary>No exception.</summary>
    public static ExcepInfo None { get; } = new(0, null, null, null, 0, 0);

    /// <inheritdoc/>
    public static ExcepInfo ReadNdr(ref NdrReader reader)
    {
        reader.Charge(1, 96);
        reader.Align(4, 8);
        var code = reader.ReadUInt16();
        reader.ReadUInt16();
        var (source, description, file) = (reader.ReadReferent(), reader.ReadReferent(), reader.ReadReferent());
        var context = reader.ReadUInt32();
        // pvReserved and pfnDeferredFillIn, as wide as pointers: ignored on receipt.
        reader.ReadReferent();
        reader.ReadReferent();
        var status = reader.ReadUInt32();
        return new(code, Text(ref reader, source), Text(ref reader, description), Text(ref reader, file), context, status);
    }

    /// <inheritdoc/>
    public static void WriteNdr(ref NdrWriter writer, ExcepInfo value)
    {
        ArgumentNullException.ThrowIfNull(value);
        writer.Align(4, 8);
        writer.WriteUInt16(value.Code);
        writer.WriteUInt16(0);
        for (var i = 0; i < 3; i++) writer.WriteReferent(true);
        writer.WriteUInt32(value.HelpContext);
        writer.WriteReferent(false);
        writer.WriteReferent(false);
        writer.WriteUInt32(value.Status);
        AutomationText.Write(ref writer, value.Source);
        AutomationText.Write(ref writer, value.Description);
        AutomationText.Write(ref writer, value.HelpFile);
    }

    private static string? Text(ref NdrReader reader, ulong referent) => referent == 0 ? null : AutomationText.Read(ref reader);
}
