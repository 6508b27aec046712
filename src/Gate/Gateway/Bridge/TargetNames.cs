using System.Xml;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;

namespace Sekimori.Gate.Gateway.Bridge;

/// <summary>
/// Names that go to a target, or come from it. A name is written into queries, object paths and tags of XML: what is no name there could
/// change what surrounds it.
/// </summary>
internal static class TargetNames
{
    // [DSP0004] 5.1.2.3 has no limit; the longest name of a class of Windows has some 80 characters.
    private const int LongestName = 256;

    // [MS-WMI] 2.2.12 has 8,173 characters for a namespace with its host; those of Windows are some ten deep at most.
    private const int LongestNamespace = 1024;

    /// <summary>
    /// True for the name of a class, property, method or parameter ([DSP0004] annex A: IDENTIFIER) that is a name in XML, too.
    /// </summary>
    public static bool IsName(string text) => text.Length is > 0 and <= LongestName
        && (text[0] == '_' || (char.IsLetter(text[0]) && XmlConvert.IsStartNCNameChar(text[0])))
        && text.All(letter => letter == '_' || (char.IsLetterOrDigit(letter) && XmlConvert.IsNCNameChar(letter)));

    /// <summary>
    /// True for text that arrives unchanged in XML ([XML] 2.2): another text in a key or a query would name another object.
    /// </summary>
    public static bool IsText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i])) continue;
            if (i + 1 == text.Length || !XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i])) return false;
            i++;
        }
        return true;
    }

    /// <summary>A namespace in the one spelling that the gate has for it.</summary>
    /// <exception cref="CimException">It is no name of a namespace.</exception>
    public static string Namespace(string name)
    {
        var space = name.Length <= LongestNamespace ? CimNamespace.NormalizeName(name).ToLowerInvariant() : "";
        return space.Split('/').All(step => step.Length > 0 && step.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-'))
            ? space
            : throw new CimException(CimStatus.InvalidNamespace, $"No namespace {CimNamespace.Shown(name)}.");
    }

    /// <summary>A class of a target, if every name in it is one.</summary>
    /// <exception cref="UnusableAnswerException">It has something else in the place of a name.</exception>
    public static CimClass Checked(CimClass definition)
    {
        Check(definition.Name);
        foreach (var superclass in definition.Derivation) Check(superclass);
        CheckTexts(definition.Qualifiers);
        foreach (var property in definition.Properties)
        {
            Check(property.Name);
            CheckText(property.Origin);
            CheckTexts(property.Qualifiers);
            Check(property.ReferenceClass);
        }
        foreach (var method in definition.Methods)
        {
            Check(method.Name);
            CheckText(method.Origin);
            CheckTexts(method.Qualifiers);
            foreach (var parameter in method.In.Concat(method.Out))
            {
                Check(parameter.Name);
                Check(parameter.ReferenceClass);
                CheckTexts(parameter.Qualifiers);
            }
        }
        return definition;
    }

    // What is written as a value only needs to be text.
    private static void CheckTexts(IReadOnlyList<CimQualifier> qualifiers)
    {
        foreach (var qualifier in qualifiers) CheckText(qualifier.Name);
    }

    private static void CheckText(string text)
    {
        if (!IsText(text)) throw new UnusableAnswerException("the answer has a name with a character that XML does not have");
    }

    private static void Check(string? name)
    {
        if (name is not null && !IsName(name))
            throw new UnusableAnswerException($"the answer has '{CimNamespace.Shown(name)}' in the place of a name");
    }
}
