using System.Text;
using Sekimori.Dcom.References;
using Sekimori.Wire;

namespace Sekimori.Dcom.Automation;

/// <summary>The error object of automation by value ([MS-DCOM] 2.2.21.2).</summary>
/// <param name="Source">The program or class that failed.</param>
/// <param name="Description">A text for a person.</param>
internal sealed record ErrorInfo(string? Source, string? Description)
{
    // CLSID_ErrorObject.
    private static readonly Guid _clsid = new("0000031b-0000-0000-c000-000000000046");

    /// <summary>Reads one; null if the object is of another class.</summary>
    /// <exception cref="MalformedException">It cannot be read.</exception>
    public static ErrorInfo? Read(CustomObjref objref)
    {
        if (objref.Clsid != _clsid) return null;
        var reader = new ByteReader(objref.Data.Span);
        // dwVersion, dwHelpContext, and the IID of the interface.
        reader.Skip(4 + 4 + 16);
        return new(Text(ref reader), Text(ref reader));
    }

    private static string? Text(ref ByteReader reader)
    {
        if (reader.ReadUInt32() is not uint.MaxValue) return null;
        // 2.2.21.3: maximum and actual count are the same, the offset is 0.
        var (most, _, actual) = (reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32());
        if (most != actual || actual > (uint)reader.Remaining / 2)
            throw new MalformedException(Malformed.BadLength, $"a text of {actual} characters in {reader.Remaining} bytes");
        return Encoding.Unicode.GetString(reader.ReadBytes((int)actual * 2)).TrimEnd('\0');
    }
}
