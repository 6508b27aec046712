using Sekimori.Dcom.References;
using Sekimori.Ndr;
using Sekimori.Observations;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;
using Sekimori.Wire;

namespace Sekimori.Dcom.Activation;

/// <summary>
/// The activation properties of a request, as one value: decoded with the call, so that the guard decides by the class and interfaces that
/// are activated. On the wire it is an MInterfacePointer with an OBJREF_CUSTOM ([MS-DCOM] 3.1.2.5.2.3.2).
/// </summary>
internal sealed class ActivationRequest : INdrType<ActivationRequest>, IObserved
{
    private ActivationRequest(ReadOnlyMemory<byte> objref) => Objref = objref;

    /// <summary>The class; null if the required property is missing.</summary>
    public Guid? Clsid { get; private set; }

    /// <summary>The interfaces.</summary>
    public IReadOnlyList<Guid> Iids { get; private set; } = [];

    /// <summary>actvflags of InstantiationInfoData ([MS-DCOM] 2.2.22.2.1).</summary>
    public uint Flags { get; private set; }

    /// <summary>The file to initialize the object from; null for none.</summary>
    public string? FileName { get; private set; }

    /// <summary>True if the object is to be initialized from a storage.</summary>
    public bool HasStorage { get; private set; }

    /// <summary>True if every required property is there: class, location, protocol sequences.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>The protocol sequences of the client.</summary>
    public IReadOnlyList<ushort> Protseqs { get; private set; } = [];

    internal ReadOnlyMemory<byte> Objref { get; }

    /// <summary>A client's request.</summary>
    /// <param name="clsid">The class.</param>
    /// <param name="iids">The interfaces.</param>
    public static ActivationRequest For(Guid clsid, IReadOnlyList<Guid> iids)
    {
        ArgumentNullException.ThrowIfNull(iids);
        Guid[] wanted = [.. iids];
        // Four, with what is required (3.1.2.5.2.3): the header of an odd number ends with padding, which some readers take for the first
        // property.
        var blob = ActivationBlob.Write(2,
            (ActivationIds.Instantiation, TypeSerialization.Write(
                new InstantiationInfo(clsid, 0x14, 0, 0, (uint)wanted.Length, 0, wanted, 0, ComVersion.Own))),
            (ActivationIds.ActivationContext, TypeSerialization.Write(new ActivationContextInfo(0, 0, 0, 0, null, null))),
            (ActivationIds.ServerLocation, TypeSerialization.Write(new LocationInfo(null, 0, 0, 0))),
            (ActivationIds.ScmRequest, TypeSerialization.Write(
                new ScmRequestInfo(null, new RemoteRequestScmInfo(2, 1, [StringBinding.Tcp])))));
        return new(new CustomObjref(ActivationIds.PropertiesInIid, ActivationIds.PropertiesIn, blob).ToArray())
        {
            Clsid = clsid, Iids = wanted, IsComplete = true, Protseqs = [StringBinding.Tcp],
        };
    }

    /// <inheritdoc/>
    public static ActivationRequest ReadNdr(ref NdrReader reader)
    {
        var pointer = InterfacePointer.ReadNdr(ref reader);
        return Read(pointer.Data);
    }

    /// <inheritdoc/>
    public static void WriteNdr(ref NdrWriter writer, ActivationRequest value)
    {
        ArgumentNullException.ThrowIfNull(value);
        InterfacePointer.WriteNdr(ref writer, InterfacePointer.Of(value.Objref));
    }

    /// <summary>Reads an OBJREF of activation properties.</summary>
    /// <exception cref="MalformedException">It cannot be read.</exception>
    public static ActivationRequest Read(ReadOnlyMemory<byte> objref)
    {
        if (References.Objref.Read(objref) is not CustomObjref custom || custom.Clsid != ActivationIds.PropertiesIn)
            throw new MalformedException(Malformed.BadValue, "no activation properties");
        var request = new ActivationRequest(objref);
        var (hasLocation, hasScm) = (false, false);
        foreach (var (clsid, property) in ActivationBlob.Read(custom.Data))
        {
            if (clsid == ActivationIds.Instantiation) request.Take(TypeSerialization.Read<InstantiationInfo>(property));
            else if (clsid == ActivationIds.InstanceInfo) request.Take(TypeSerialization.Read<InstanceInfo>(property));
            else if (clsid == ActivationIds.ServerLocation) hasLocation = true;
            else if (clsid == ActivationIds.ScmRequest)
            {
                hasScm = true;
                request.Protseqs = TypeSerialization.Read<ScmRequestInfo>(property).RemoteRequest?.RequestedProtseqs ?? [];
            }
            // What the server ignores must be readable all the same: both definitions begin alike.
            else if (clsid == ActivationIds.SpecialProperties) TypeSerialization.Read<SpecialProperties>(property);
        }

        request.IsComplete = request.Clsid is not null && hasLocation && hasScm;
        return request;
    }

    /// <inheritdoc/>
    public void Observe(Fact fact, FactSet facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        switch (fact)
        {
            case Fact.Clsid when Clsid is { } clsid:
                facts.Add(fact, clsid.ToString());
                break;
            case Fact.Iid:
                foreach (var iid in Iids) facts.Add(fact, iid.ToString());
                break;
            case Fact.Text when FileName is { } name:
                facts.Add(fact, name);
                break;
        }
    }

    private void Take(InstantiationInfo info)
    {
        if (Clsid is not null) throw new MalformedException(Malformed.BadValue, "two classes in one activation");
        if (info.Iids is null) throw new MalformedException(Malformed.BadValue, "an activation without interfaces");
        (Clsid, Iids, Flags) = (info.ClassId, info.Iids, info.ActvFlags);
    }

    private void Take(InstanceInfo info) => (FileName, HasStorage) = (info.FileName, info.Storage is not null);
}
