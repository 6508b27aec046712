using Sekimori.Cim.Model;
using Sekimori.Wire;

namespace Sekimori.Wmi.Wmio;

/// <summary>Writes a MethodsPart ([MS-WMIO] 2.2.38).</summary>
internal static class MethodsWriter
{
    public static void Write(ref ByteWriter writer, CimClass? @class, WmioEncoders encoders)
    {
        var methods = @class?.Methods ?? [];
        var start = writer.Position;
        writer.WriteUInt32(0);
        writer.WriteUInt16((ushort)methods.Count);
        writer.WriteUInt16(0);
        var table = writer.Position;
        writer.WriteZeros(methods.Count * WireMethod.Size);
        var heap = new ByteWriter([]);
        foreach (var method in methods)
        {
            Write(ref writer, table, ref heap, @class!, method, encoders);
            table += WireMethod.Size;
        }
        writer.WriteUInt32((uint)heap.Position | HeapDictionary.Flag);
        writer.WriteBytes(heap.Written);
        writer.PatchUInt32(start, (uint)(writer.Position - start));
        heap.Dispose();
    }

    private static void Write(ref ByteWriter writer, int at, ref ByteWriter heap, CimClass @class, CimMethod method, WmioEncoders encoders)
    {
        var depth = @class.DepthOf(method.Origin);
        var isInherited = @class.Superclass is null ? depth >= 0 && depth < @class.Derivation.Count : !@class.OwnMethods.Contains(method);
        // Never a dictionary reference: impacket reads method names from the heap alone.
        writer.PatchUInt32(at, (uint)heap.Position);
        EncodedText.Write(ref heap, method.Name);
        writer.WrittenMutable[at + 4] = isInherited ? WireQualifier.Propagated : (byte)0;
        writer.PatchUInt32(at + 8, (uint)(isInherited && depth >= 0 ? depth : @class.Derivation.Count));
        // Every method has a set, if an empty one: clients ask for its content.
        writer.PatchUInt32(at + 12, (uint)heap.Position);
        QualifierWriter.Write(ref heap, ref heap, QualifiersOf(method, isInherited), encoders);
        writer.PatchUInt32(at + 16, (uint)heap.Position);
        WriteSignature(ref heap, MethodSignature.In(method), encoders);
        writer.PatchUInt32(at + 20, (uint)heap.Position);
        WriteSignature(ref heap, MethodSignature.Out(method), encoders);
    }

    private static List<(CimQualifier Qualifier, bool IsPropagated)> QualifiersOf(CimMethod method, bool isInherited)
    {
        var all = new List<(CimQualifier, bool)>();
        if (method.IsStatic)
            all.Add((new CimQualifier("Static", true, CimFlavors.None), isInherited));
        foreach (var qualifier in method.Qualifiers)
            if (!isInherited || (qualifier.Flavors & CimFlavors.ToSubclass) != 0)
                all.Add((qualifier, isInherited));
        return all;
    }

    // 2.2.70: a length that does not count itself, 0 where there are no parameters.
    private static void WriteSignature(ref ByteWriter heap, CimClass? signature, WmioEncoders encoders)
    {
        var at = heap.Position;
        heap.WriteUInt32(0);
        if (signature is null)
            return;
        encoders.WriteClassBlock(ref heap, signature);
        heap.PatchUInt32(at, (uint)(heap.Position - at - 4));
    }
}
