using Sekimori.Cim.Model;
using Sekimori.Ndr;
using Sekimori.Observations;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;
using Sekimori.Wire;
using Sekimori.Wmi.Server;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Wmi.Interfaces;

/// <summary>
/// An object of WMI that a client sends, as one value: decoded with the call, so that the guard decides and records what the operation
/// gets. On the wire it is an MInterfacePointer with an OBJREF_CUSTOM ([MS-WMI] 2.2.4).
/// </summary>
internal sealed class SentObject : INdrType<SentObject>, IObserved
{
    private static readonly WmioDecoder _decoder = new(new WmioLimits());

    private readonly InterfacePointer _pointer;
    private readonly WmioObject? _object;
    private readonly MalformedException? _wrong;

    private SentObject(InterfacePointer pointer)
    {
        _pointer = pointer;
        try
        {
            _object = _decoder.DecodeUnit(ClassObject.Read(pointer).Span);
        }
        catch (MalformedException e)
        {
            // An answer of the operation, wherever that goes: WBEM_E_INVALID_OBJECT, not a fault of the call.
            _wrong = e;
        }
    }

    /// <summary>The object. It does not depend on the memory that it was read from.</summary>
    /// <exception cref="MalformedException">It cannot be read.</exception>
    public WmioObject Decoded => _object ?? throw _wrong!;

    /// <summary>What a client sends.</summary>
    public static implicit operator SentObject?(InterfacePointer? pointer) => pointer is null ? null : new(pointer);

    /// <inheritdoc/>
    public static SentObject ReadNdr(ref NdrReader reader) => new(InterfacePointer.ReadNdr(ref reader));

    /// <inheritdoc/>
    public static void WriteNdr(ref NdrWriter writer, SentObject value)
    {
        ArgumentNullException.ThrowIfNull(value);
        InterfacePointer.WriteNdr(ref writer, value._pointer);
    }

    /// <inheritdoc/>
    public void Observe(Fact fact, FactSet facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (fact == Fact.Name)
        {
            if (_object is { IsEmpty: false } known)
                facts.Add(fact, known.Class.Name);
        }
        else if (_object?.Instance is { } instance)
            Add(fact, instance, "", facts);
        else if (_wrong is not null && fact == Fact.Argument)
            facts.Add(Fact.Anomaly, StubFault.Undecodable);
    }

    // An instance has a place for every property: what is null was not given.
    private static void Add(Fact fact, CimInstance instance, string prefix, FactSet facts)
    {
        foreach (var property in instance.Class.Properties)
        {
            var value = instance[property.Index];
            if (value.IsNull)
                continue;
            if (fact == Fact.Argument && value.AsInstance is { } embedded)
                Add(fact, embedded, prefix + property.Name + ".", facts);
            else if (fact == Fact.Argument)
                ArgumentFacts.Add(facts, prefix + property.Name, value.ToString());
            else if (fact == Fact.CommandLine && ArgumentFacts.IsCommand(property.Name))
                facts.Add(fact, value.ToString());
        }
    }
}
