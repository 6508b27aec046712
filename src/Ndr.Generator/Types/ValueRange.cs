namespace Sekimori.Ndr.Generator.Types;

/// <summary>The arguments of [Range] ([MS-RPCE] 2.2.4.14).</summary>
internal sealed class ValueRange(long least, long most)
{
    public override string ToString() => $"{least}L, {most}L";
}
