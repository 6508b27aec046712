using System.Text;

namespace Sekimori.WsMan.Schema;

/// <summary>The tags of one property in UTF-8, with the prefix that <see cref="CimXmlWriter"/> binds.</summary>
internal sealed class CimTags(string name)
{
    /// <summary>The start tag.</summary>
    public byte[] Start { get; } = Encoding.UTF8.GetBytes($"<p:{name}>");

    /// <summary>The end tag.</summary>
    public byte[] End { get; } = Encoding.UTF8.GetBytes($"</p:{name}>");

    /// <summary>The whole element of a null.</summary>
    public byte[] Nil { get; } = Encoding.UTF8.GetBytes($"<p:{name} xsi:nil=\"true\"/>");
}
