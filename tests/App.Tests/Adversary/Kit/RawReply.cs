using System.Text;

namespace Sekimori.Adversary.Tests.Kit;

/// <summary>An HTTP answer.</summary>
/// <param name="Status">The status; 0 if the connection was closed instead.</param>
/// <param name="Head">The head.</param>
/// <param name="Body">The body, without chunks.</param>
internal sealed record RawReply(int Status, string Head, byte[] Body)
{
    /// <summary>The body as text, whichever of the three character sets it is in.</summary>
    public string Text { get; } = Body switch
    {
        [0xff, 0xfe, ..] or [(byte)'<', 0, ..] => Encoding.Unicode.GetString(Body),
        [0xfe, 0xff, ..] or [0, (byte)'<', ..] => Encoding.BigEndianUnicode.GetString(Body),
        _ => Encoding.UTF8.GetString(Body),
    };
}
