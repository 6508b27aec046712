using System.Runtime.CompilerServices;
using Sekimori.Cim.Model;
using Sekimori.Wire;

namespace Sekimori.Wmi.Wmio;

/// <summary>Encodes classes, and keeps an encoder for the instances of each class, as one namespace of one host sends them.</summary>
internal sealed class WmioEncoders
{
    // A class that is no longer in use takes its encoder with it.
    private readonly ConditionalWeakTable<CimClass, InstanceEncoder> _whole = [];
    private readonly byte[] _decoration;
    private readonly string _host;
    private readonly string _namespace;

    /// <summary>Makes the encoders of a namespace.</summary>
    /// <param name="host">The host's name, as objects tell where they come from.</param>
    /// <param name="namespace">The namespace, with slashes of either kind.</param>
    public WmioEncoders(string host, string @namespace)
    {
        var parts = @namespace.Replace('/', '\\').Trim('\\').Split('\\', 2);
        (_host, _namespace) = (host, string.Join('/', parts));
        var writer = new ByteWriter([]);
        EncodedText.Write(ref writer, host);
        // As Windows decorates: ROOT\cimv2.
        EncodedText.Write(ref writer, parts[0].ToUpperInvariant() + (parts.Length > 1 ? "\\" + parts[1] : ""));
        _decoration = writer.Written.ToArray();
        writer.Dispose();
    }

    /// <summary>Decoration ([MS-WMIO] 2.2.7).</summary>
    internal ReadOnlySpan<byte> Decoration => _decoration;

    /// <summary>The encoder of a class's instances.</summary>
    /// <param name="class">The class.</param>
    /// <returns>The encoder.</returns>
    public InstanceEncoder For(CimClass @class) => _whole.GetValue(@class, c => new InstanceEncoder(this, c, null));

    /// <summary>Makes the encoder of a projection: the columns of a SELECT.</summary>
    /// <param name="class">The class.</param>
    /// <param name="selected">The properties, in their order in the rows.</param>
    /// <param name="hasDerivation">True if the rows name the superclasses ([MS-WMI] 2.2.4.1).</param>
    /// <returns>The encoder.</returns>
    public InstanceEncoder For(CimClass @class, IReadOnlyList<CimProperty> selected, bool hasDerivation = false) =>
        new(this, @class, selected, hasDerivation);

    /// <summary>Writes an EncodingUnit with a class (2.2.1).</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="class">The class; one without name is the empty object.</param>
    public void WriteClassUnit(ref ByteWriter writer, CimClass @class)
    {
        var unit = EncodingUnit.Begin(ref writer);
        WriteClassBlock(ref writer, @class);
        EncodingUnit.End(ref writer, unit);
    }

    /// <summary>Writes an ObjectBlock with a class (2.2.5, 2.2.11).</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="class">The class.</param>
    public void WriteClassBlock(ref ByteWriter writer, CimClass @class)
    {
        writer.WriteByte(ObjectBlock.ClassFlag | ObjectBlock.DecorationFlag);
        writer.WriteBytes(_decoration);
        WritePart(ref writer, @class.Superclass);
        WritePart(ref writer, @class);
    }

    /// <summary>Writes an ObjectBlock that describes the rows of a query ([MS-WMI] 2.2.4.1).</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="class">The class.</param>
    /// <param name="selected">The properties of the rows, in their order; null for all.</param>
    /// <param name="named">The names after SELECT: each property gets a qualifier Order with its places among them.</param>
    /// <param name="hasDerivation">True if the rows name the superclasses.</param>
    public void WritePrototypeBlock(ref ByteWriter writer, CimClass @class, IReadOnlyList<CimProperty>? selected,
        IReadOnlyList<string> named, bool hasDerivation = false)
    {
        var ordered = new List<CimProperty>();
        foreach (var property in selected ?? @class.Properties)
            ordered.Add(WithOrder(property, selected is null ? [ordered.Count] : PlacesOf(property, named)));
        if (selected is null)
        {
            // The whole class, without the flags of a prototype.
            WriteClassBlock(ref writer, new CimClass(
                @class.Name, @class.Superclass, ordered, @class.OwnMethods, @class.OwnQualifiers, @class.Derivation));
            return;
        }
        var keysMissing = @class.KeyProperties.Any(key => selected.All(p => p.Index != key.Index));
        writer.WriteByte((byte)(ObjectBlock.ClassFlag | ObjectBlock.DecorationFlag | ObjectBlock.PrototypeFlag
            | (keysMissing ? ObjectBlock.KeysMissingFlag : 0)));
        writer.WriteBytes(_decoration);
        WritePart(ref writer, null);
        ClassPartWriter.Write(ref writer, @class, new PropertySlots(@class, ordered, hasDerivation), this);
        MethodsWriter.Write(ref writer, null, this);
    }

    /// <summary>The text of a reference: with host and namespace, as Windows sends it.</summary>
    internal string Complete(CimObjectPath path) =>
        (path.Host is null ? path with { Host = _host, Namespace = path.Namespace ?? _namespace } : path).ToString();

    private void WritePart(ref ByteWriter writer, CimClass? @class)
    {
        ClassPartWriter.Write(ref writer, @class, @class is null ? PropertySlots.Empty : new PropertySlots(@class, null), this);
        MethodsWriter.Write(ref writer, @class, this);
    }

    private static List<int> PlacesOf(CimProperty property, IReadOnlyList<string> named) =>
        [.. Enumerable.Range(0, named.Count).Where(i => named[i].Equals(property.Name, StringComparison.OrdinalIgnoreCase))];

    private static CimProperty WithOrder(CimProperty property, List<int> places) => new()
    {
        Name = property.Name,
        Type = property.Type,
        IsArray = property.IsArray,
        IsKey = property.IsKey,
        ReferenceClass = property.ReferenceClass,
        Origin = property.Origin,
        Index = property.Index,
        Default = property.Default,
        Qualifiers = [.. property.Qualifiers, new("Order", CimArray.Of(CimType.SInt32, places, static place => place))],
    };
}
