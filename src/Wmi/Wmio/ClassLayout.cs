using Sekimori.Cim.Model;
using Sekimori.Wire;

namespace Sekimori.Wmi.Wmio;

/// <summary>
/// How instances of a decoded class are laid out: what is needed to read one that comes without its class ([MS-WMIO] 2.2.3).
/// </summary>
internal sealed class ClassLayout
{
    private readonly ClassPart _part;

    internal ClassLayout(ClassPart part) => (_part, Class) = (part, ModelBuilder.BuildAlone(part));

    /// <summary>The class.</summary>
    public CimClass Class { get; }

    /// <summary>Reads what follows the class in an InstanceType (2.2.53).</summary>
    internal CimInstance Read(ref ByteReader outer, DecodeBudget budget)
    {
        var length = outer.ReadUInt32();
        if (length < 4 || length - 4 > (uint)outer.Remaining)
            throw new MalformedException(Malformed.BadLength, $"an instance of {length} bytes");
        var reader = new ByteReader(outer.ReadBytes((int)length - 4));
        reader.Skip(1);
        var name = reader.ReadUInt32();
        var flagsSize = WireProperty.TableSize(_part.Properties.Count);
        var flagTable = reader.ReadBytes(flagsSize);
        var values = reader.ReadBytes(_part.TablesLength - flagsSize);
        SkipQualifiers(ref reader, budget);
        var heap = Heap.Read(ref reader);
        budget.Spend(_part.TablesLength);
        var instance = new CimInstance(Class);
        for (var i = 0; i < _part.Properties.Count; i++)
        {
            var property = _part.Properties[i];
            // 2.2.27: null; or the value of the class, whatever is in the slot; or a value. impacket swaps the first two: a null of its own
            // reads as the value of the class, which is null as a rule.
            instance[i] = property.FlagsIn(flagTable) switch
            {
                0 => ValueReader.Read(property.Type, property.SlotOf(values), heap, budget, zeroIsNone: name == 0),
                2 => property.Default,
                _ => CimValue.Null,
            };
        }
        return instance;
    }

    // 2.2.57, 2.2.65: the model has no qualifiers of instances.
    private void SkipQualifiers(ref ByteReader reader, DecodeBudget budget)
    {
        WireQualifier.ReadContent(ref reader);
        if (reader.ReadByte() != 2)
            return;
        for (var i = 0; i < _part.Properties.Count; i++)
            budget.Spend(4 + WireQualifier.ReadContent(ref reader).Length);
    }
}
