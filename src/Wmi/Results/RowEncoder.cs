using System.Collections.Concurrent;
using Sekimori.Cim.Model;
using Sekimori.Wire;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Wmi.Results;

/// <summary>Encodes the rows of one answer: whole objects, or the columns that a query selects.</summary>
internal sealed class RowEncoder
{
    private readonly WmioEncoders _encoders;
    private readonly ConcurrentDictionary<CimClass, InstanceEncoder>? _projections;

    /// <summary>Whole objects.</summary>
    public RowEncoder(WmioEncoders encoders) => _encoders = encoders;

    /// <summary>Columns.</summary>
    public RowEncoder(WmioEncoders encoders, Func<CimClass, IReadOnlyList<CimProperty>> columns) : this(encoders) =>
        // One projection for each class of the answer: never more than there are classes.
        (Columns, _projections) = (columns, new());

    /// <summary>The columns of a class's rows; null for all.</summary>
    public Func<CimClass, IReadOnlyList<CimProperty>>? Columns { get; }

    /// <summary>True if the columns are with the names of the superclasses.</summary>
    public bool HasDerivation { get; init; }

    /// <summary>The names after SELECT, where the row describes the rows; else null.</summary>
    public IReadOnlyList<string>? PrototypeOf { get; init; }

    /// <summary>The encoder of a class's instances.</summary>
    public InstanceEncoder For(CimClass c) => _projections is null
        ? _encoders.For(c)
        : _projections.GetOrAdd(c, static (@class, self) => self._encoders.For(@class, self.Columns!(@class), self.HasDerivation), this);

    /// <summary>Writes an encoding unit.</summary>
    public void WriteUnit(ref ByteWriter writer, WmiRow row)
    {
        if (row.Instance is { } instance)
        {
            For(row.Class).WriteUnit(ref writer, instance);
            return;
        }
        var unit = EncodingUnit.Begin(ref writer);
        WriteClass(ref writer, row.Class);
        EncodingUnit.End(ref writer, unit);
    }

    /// <summary>Writes the block of a class.</summary>
    public void WriteClass(ref ByteWriter writer, CimClass c)
    {
        if (PrototypeOf is { } named)
            _encoders.WritePrototypeBlock(ref writer, c, Columns?.Invoke(c), named, HasDerivation);
        else
            _encoders.WriteClassBlock(ref writer, c);
    }
}
