using System.Xml;

namespace Sekimori.Posture.Reports;

/// <summary>Text that came from a peer, made legal in XML 1.0.</summary>
internal static class XmlText
{
    /// <summary>The text with the replacement character for each one that XML does not allow.</summary>
    public static string Of(string text) => string.Create(text.Length, text, static (span, from) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            var isPair = i + 1 < from.Length && XmlConvert.IsXmlSurrogatePair(from[i + 1], from[i]);
            if (isPair)
            {
                from.AsSpan(i, 2).CopyTo(span[i..]);
                i++;
            }
            else span[i] = XmlConvert.IsXmlChar(from[i]) ? from[i] : '\uFFFD';
        }
    });
}
