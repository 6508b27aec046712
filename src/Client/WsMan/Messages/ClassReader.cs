using Sekimori.Cim.Model;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.WsMan.Messages;

/// <summary>
/// Reads a class's definition from CIM-XML ([DSP0201] 5.2.2). What the class inherits becomes its superclass's, as far as the definition
/// shows it.
/// </summary>
internal static class ClassReader
{
    // A larger definition is invalid; the largest of Windows' has about 130 properties.
    private const int MaxMembers = 4096;

    /// <summary>Reads the CLASS that the reader is on, and consumes it.</summary>
    internal static CimClass Read(EnvelopeReader reader)
    {
        if (reader.LocalName != "CLASS") throw Malformed("an element is not a CLASS");
        var name = Name(reader);
        var ancestors = (reader.Attribute("DERIVATION") ?? reader.Attribute("SUPERCLASS") ?? "").Split(
            ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        List<MemberReader> inherited = [], own = [];
        List<CimQualifier> inheritedQualifiers = [], ownQualifiers = [];
        var count = 0;
        reader.Enter();
        while (reader.NextChild())
        {
            if (++count > MaxMembers) throw Malformed($"a class has more than {MaxMembers} members");
            var isInherited = ancestors.Length > 0 && reader.Attribute("PROPAGATED") == "true";
            if (reader.LocalName == "QUALIFIER")
                (isInherited ? inheritedQualifiers : ownQualifiers).Add(MemberReader.ReadQualifier(reader));
            else (isInherited ? inherited : own).Add(MemberReader.Read(reader));
        }
        try
        {
            CimClass? super = null;
            for (var i = ancestors.Length - 1; i > 0; i--) super = new CimClass(ancestors[i], super, []);
            if (ancestors.Length > 0) super = Make(ancestors[0], super, inherited, inheritedQualifiers);
            return Make(name, super, own, ownQualifiers);
        }
        catch (ArgumentException e)
        {
            throw Malformed(e.Message);
        }
    }

    private static CimClass Make(string name, CimClass? super, List<MemberReader> members, List<CimQualifier> qualifiers)
    {
        var index = super?.Properties.Count ?? 0;
        var properties = members.Where(m => !m.IsMethod).Select(m => m.Property(index++, name)).ToList();
        return new CimClass(name, super, properties, members.Where(m => m.IsMethod).Select(m => m.Method(name)), qualifiers);
    }

    internal static string Name(EnvelopeReader reader) =>
        reader.Attribute("NAME") is { Length: > 0 } name ? name : throw Malformed("a member of a class has no name");

    internal static WsManClientException Malformed(string what) =>
        new(WsManFailure.Malformed, $"invalid class definition: {what.TrimEnd('.')}");
}
