namespace Sekimori.Ndr.Generator.Types;

/// <summary>The arguments of [Range].</summary>
internal sealed class ValueRange(long least, long most)
{
    public override string ToString() => $"{least}L, {most}L";
}
