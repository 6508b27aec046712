using Sekimori.Dcom.References;
using Sekimori.Rpc.Orpc;
using Sekimori.Wire;

namespace Sekimori.Wmi.Tests.Server;

/// <summary>IWbemContext as Windows' clients send it ([MS-WMI] 2.2.13).</summary>
internal static class ContextBytes
{
    private static readonly Guid _iid = new("44aca674-e8fc-11d0-a07c-00c04fb68820");
    private static readonly Guid _unmarshaler = new("674b6698-ee92-11d0-ad71-00c04fd8fdff");

    /// <summary>A context with properties: a kind and a name each.</summary>
    public static InterfacePointer Make(params string[] properties)
    {
        var writer = new ByteWriter([]);
        writer.WriteUInt32(1);
        writer.WriteGuid(_unmarshaler);
        writer.WriteUInt32((uint)properties.Length / 2);
        for (var i = 0; i < properties.Length; i += 2) Write(ref writer, properties[i].Split(' '), properties[i + 1]);
        var bytes = writer.Written.ToArray();
        writer.Dispose();
        return new CustomObjref(_iid, _unmarshaler, bytes).ToPointer();
    }

    private static void Write(ref ByteWriter writer, string[] kind, string name)
    {
        WriteText(ref writer, name);
        writer.WriteUInt32(0);
        switch (kind[0])
        {
            case "null":
                writer.WriteUInt16(1);
                break;
            case "int":
                writer.WriteUInt16(3);
                writer.WriteUInt64(ulong.Parse(kind[1], System.Globalization.CultureInfo.InvariantCulture));
                break;
            case "bool":
                writer.WriteUInt16(11);
                writer.WriteUInt64(0xffff);
                break;
            case "text":
                writer.WriteUInt16(8);
                WriteText(ref writer, "{2b2d2a5e-8d0f-4d8e-9c3e-5f0b0c6f3a11}");
                break;
            case "texts":
                writer.WriteUInt16(0x2008);
                writer.WriteUInt32(2);
                writer.WriteUInt32(8);
                WriteText(ref writer, "one");
                WriteText(ref writer, "two");
                break;
            case "bytes":
                writer.WriteUInt16(0x2011);
                writer.WriteUInt32(3);
                writer.WriteUInt32(1);
                writer.WriteBytes([1, 2, 3]);
                break;
            case "object":
                writer.WriteUInt16(13);
                writer.WriteBytes([1, 2, 3]);
                break;
            default:
                writer.WriteUInt16(0x77);
                break;
        }
    }

    private static void WriteText(ref ByteWriter writer, string text)
    {
        writer.WriteUInt32((uint)text.Length);
        foreach (var unit in text) writer.WriteUInt16(unit);
    }
}
