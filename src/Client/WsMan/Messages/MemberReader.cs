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
            if (reader.LocalName == "VALUE.ARRAY")
            {
                var values = new List<CimValue>();
                reader.Enter();
                while (reader.NextChild()) values.Add(Value(type, reader.ReadText()));
                value = new CimArray(type, [.. values]);
            }
            else if (reader.LocalName == "VALUE") value = Value(type, reader.ReadText());
            else reader.Skip();
        }
        return new CimQualifier(name, value);
    }

    internal CimProperty Property(int index, string owner) => new()
    {
        Name = _name, Type = Type(), IsArray = IsArray, IsKey = Has("key"), ReferenceClass = Reference(), Origin = _origin ?? owner,
        Index = index, Qualifiers = Others("key"),
    };

    internal CimMethod Method(string owner) => new()
    {
        Name = _name, ReturnType = TypeOf(_type), IsStatic = Has("static"), Origin = _origin ?? owner, Qualifiers = Others("static"),
        In = [.. _parameters.Where(p => p.Has("in") || !p.Has("out")).Select(p => p.Parameter())],
        Out = [.. _parameters.Where(p => p.Has("out")).Select(p => p.Parameter())],
    };

    private CimParameter Parameter() => new()
    {
        Name = _name, Type = Type(), IsArray = IsArray, IsRequired = Has("required"), ReferenceClass = Reference(),
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
