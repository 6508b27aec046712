using Sekimori.Cim.Model;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.WsMan.Messages;

/// <summary>A property, method or parameter as CIM-XML has it ([DSP0201] 5.2.3).</summary>
internal sealed class MemberReader
{
    private readonly List<CimQualifier> _qualifiers = [];
    private readonly List<MemberReader> _parameters = [];
    private string _name = "", _element = "";
    private string? _type, _origin, _reference;
    private CimValue _default;

    internal bool IsMethod => _element == "METHOD";

    private bool IsArray => _element.EndsWith("ARRAY", StringComparison.Ordinal);

    /// <summary>Reads the element that the reader is on, and consumes it.</summary>
    internal static MemberReader Read(EnvelopeReader reader)
    {
        var member = new MemberReader
        {
            _element = reader.LocalName, _name = ClassReader.Name(reader), _type = reader.Attribute("TYPE"),
            _origin = reader.Attribute("CLASSORIGIN"), _reference = reader.Attribute("REFERENCECLASS"),
        };
        reader.Enter();
        while (reader.NextChild())
        {
            if (reader.LocalName == "QUALIFIER") member._qualifiers.Add(ReadQualifier(reader));
            else if (member.IsMethod && reader.LocalName.StartsWith("PARAMETER", StringComparison.Ordinal))
                member._parameters.Add(Read(reader));
            else if (!member.IsMethod && ReadValue(reader, member.Type()) is { } value) member._default = value;
            else reader.Skip();
        }
        return member;
    }

    /// <summary>Reads the QUALIFIER that the reader is on, and consumes it.</summary>
    internal static CimQualifier ReadQualifier(EnvelopeReader reader)
    {
        var name = ClassReader.Name(reader);
        var type = TypeOf(reader.Attribute("TYPE"));
        CimValue value = true;
        reader.Enter();
        while (reader.NextChild())
        {
            if (ReadValue(reader, type) is { } read) value = read;
            else reader.Skip();
        }
        return new CimQualifier(name, value);
    }

    // A VALUE or VALUE.ARRAY, which is consumed; null for another element, or a value of another type than it says.
    private static CimValue? ReadValue(EnvelopeReader reader, CimType type)
    {
        if (reader.LocalName == "VALUE") return Value(type, reader.ReadText());
        if (reader.LocalName != "VALUE.ARRAY") return null;
        var values = new List<CimValue>();
        reader.Enter();
        while (reader.NextChild()) values.Add(Value(type, reader.ReadText()));
        return new CimArray(type, [.. values]);
    }

    internal CimProperty Property(int index, string owner) => new()
    {
        Name = _name, Type = Type(), IsArray = IsArray, IsKey = Has("key"), ReferenceClass = Reference(), Origin = _origin ?? owner,
        Index = index, Qualifiers = Others("key"), Default = Default(),
    };

    internal CimMethod Method(string owner) => new()
    {
        Name = _name, ReturnType = TypeOf(_type), IsVoid = _type is null, IsStatic = Has("static"),
        Origin = _origin ?? owner, Qualifiers = Others("static"),
        // The order of the elements is that of the signature.
        In = [.. _parameters.Index().Where(p => p.Item.Has("in") || !p.Item.Has("out")).Select(p => p.Item.Parameter(p.Index))],
        Out = [.. _parameters.Index().Where(p => p.Item.Has("out")).Select(p => p.Item.Parameter(p.Index))],
    };

    // What does not fit the property is no default value of it.
    private CimValue Default() =>
        !_default.IsNull && _default.IsArray == IsArray && _default.Type == Type() ? _default : default;

    private CimParameter Parameter(int place) => new()
    {
        Name = _name, Id = place, Type = Type(), IsArray = IsArray, IsRequired = Has("required"), ReferenceClass = Reference(),
        Qualifiers = Others("in", "out", "required"),
    };

    private CimType Type() => _element.Contains(".REF", StringComparison.Ordinal) ? CimType.Reference
        : Find("EmbeddedInstance") is not null || Has("EmbeddedObject") ? CimType.Object : TypeOf(_type);

    private string? Reference() => _reference ?? Find("EmbeddedInstance")?.Value.AsString;

    private bool Has(string name) => Find(name) is { Value: { IsNull: true } or { Type: not CimType.Boolean } or { AsBoolean: true } };

    private CimQualifier? Find(string name) => _qualifiers.Find(q => q.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private List<CimQualifier> Others(params string[] known) => [.. _qualifiers.Where(q =>
        !known.Concat(["EmbeddedInstance", "EmbeddedObject", "CIMTYPE"]).Contains(q.Name, StringComparer.OrdinalIgnoreCase))];

    private static CimType TypeOf(string? text) =>
        Enum.TryParse<CimType>(text, ignoreCase: true, out var type) && Enum.IsDefined(type) && !char.IsAsciiDigit(text![0])
        ? type
        : CimType.String;

    private static CimValue Value(CimType type, string text) => CimValue.TryParse(type, text, out var value) ? value : text;
}
