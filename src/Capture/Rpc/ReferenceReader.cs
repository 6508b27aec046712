using Sekimori.Dcom.Activation;
using Sekimori.Dcom.References;
using Sekimori.Dcom.Remote;
using Sekimori.Dcom.Resolver;
using Sekimori.Ndr;
using Sekimori.Observations;
using Sekimori.Rpc.Orpc;
using Sekimori.Wire;

namespace Sekimori.Capture.Rpc;

/// <summary>The references to objects in an answer, an IPID with its interface each, read with the codec of the server.</summary>
internal static class ReferenceReader
{
    /// <summary>
    /// OBJREFs of one answer: an activation asks for one to four interfaces, a query answers with one enumerator. Text that looks like the
    /// beginning of one counts, so that an answer full of it costs no more.
    /// </summary>
    private const int Limit = 64;

    private static readonly Guid Scm = IRemoteScmActivator.Info.Id.Uuid, OldActivation = IActivation.Info.Id.Uuid,
        Resolver = IObjectExporter.Info.Id.Uuid, RemUnknown = IRemUnknown.Info.Id.Uuid, RemUnknown2 = IRemUnknown2.Info.Id.Uuid;

    /// <summary>True for the interfaces of a Remote Unknown.</summary>
    public static bool IsRemUnknown(Guid iid) => iid == RemUnknown || iid == RemUnknown2;

    /// <summary>True if the answer of a call can have references: of activation, of the resolver, of every call on an object.</summary>
    public static bool IsWorthReading(in PendingCall asked) => asked.IsOnObject
        || (asked.Interface is { } known && (known.Uuid == Scm || known.Uuid == OldActivation || known.Uuid == Resolver));

    /// <summary>Reads the references of an answer; what cannot be read is none.</summary>
    public static List<(Guid Ipid, Guid Iid)> Read(in PendingCall asked, ReadOnlySpan<byte> stub, bool isBigEndian)
    {
        var found = new List<(Guid, Guid)>();
        var known = asked.Interface?.Uuid ?? Guid.Empty;
        try
        {
            if (IsRemUnknown(known) && asked.Opnum == 3) ReadResults(stub, isBigEndian, asked.Facts, found);
            else if (known == OldActivation && asked.Opnum == 0) ReadActivation(stub, isBigEndian, found);
            else if (known == Resolver && asked.Opnum is 0 or 4) ReadExporter(stub, isBigEndian, found);
        }
        catch (MalformedException)
        {
            // Cut off, or an answer of a server that encodes it otherwise.
        }

        if (stub.IndexOf("MEOW"u8) >= 0) ReadObjrefs(stub.ToArray(), found);
        return found;
    }

    // RemQueryInterface ([MS-DCOM] 3.1.1.5.6.1.1) answers with references that have no OBJREF around them, in the order of its IIDs.
    private static void ReadResults(ReadOnlySpan<byte> stub, bool isBigEndian, FactSet? asked, List<(Guid, Guid)> found)
    {
        var reader = new NdrReader(stub.ToArray(), new(NdrSyntax.Ndr20, isBigEndian));
        OrpcThat.ReadNdr(ref reader);
        if (asked is null || reader.ReadReferent() == 0) return;
        var count = reader.ReadCount();
        for (int i = 0, at = 0; i < count && found.Count < Limit && asked.Next(Fact.Iid, ref at, out var iid); i++)
        {
            var one = RemQiResult.ReadNdr(ref reader);
            if (one.Result == ComStatus.Ok && Guid.TryParse(iid, out var known)) found.Add((one.Std.Ipid, known));
        }
    }

    // RemoteActivation (3.1.2.5.2.3.1) has the Remote Unknown beside its OBJREFs.
    private static void ReadActivation(ReadOnlySpan<byte> stub, bool isBigEndian, List<(Guid, Guid)> found)
    {
        var reader = new NdrReader(stub.ToArray(), new(NdrSyntax.Ndr20, isBigEndian));
        OrpcThat.ReadNdr(ref reader);
        // pOxid.
        reader.ReadUInt64();
        ReadBindings(ref reader, found);
    }

    // ResolveOxid and ResolveOxid2 (3.1.2.5.1.1, .5): no ORPCTHAT.
    private static void ReadExporter(ReadOnlySpan<byte> stub, bool isBigEndian, List<(Guid, Guid)> found)
    {
        var reader = new NdrReader(stub.ToArray(), new(NdrSyntax.Ndr20, isBigEndian));
        ReadBindings(ref reader, found);
    }

    private static void ReadBindings(ref NdrReader reader, List<(Guid, Guid)> found)
    {
        if (reader.ReadReferent() == 0) return;
        DualStringArray.ReadNdr(ref reader);
        found.Add((reader.ReadGuid(), RemUnknown));
    }

    private static void ReadObjrefs(ReadOnlyMemory<byte> bytes, List<(Guid, Guid)> found)
    {
        for (var tries = 0; tries < Limit && bytes.Span.IndexOf("MEOW"u8) is >= 0 and var at; tries++)
        {
            bytes = bytes[at..];
            try
            {
                if (ReadObjref(bytes) is { } one) found.Add(one);
            }
            catch (MalformedException)
            {
                // Four letters of a text.
            }

            bytes = bytes[4..];
        }
    }

    // OBJREFs in activation properties lie within the OBJREF of the whole, and are found behind its beginning.
    private static (Guid, Guid)? ReadObjref(ReadOnlyMemory<byte> bytes) => Objref.Read(bytes) switch
    {
        StandardObjref one => (one.Std.Ipid, one.Iid),
        HandlerObjref one => (one.Std.Ipid, one.Iid),
        ExtendedObjref one => (one.Std.Ipid, one.Iid),
        CustomObjref one when one.Clsid == ActivationIds.PropertiesOut =>
            (ActivationReply.Read(InterfacePointer.Of(bytes)).RemUnknown, RemUnknown),
        _ => null,
    };
}
