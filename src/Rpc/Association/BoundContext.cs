using Sekimori.Ndr;

namespace Sekimori.Rpc.Association;

/// <summary>A presentation context that both sides agreed on.</summary>
/// <param name="Id">p_cont_id.</param>
/// <param name="Served">The interface.</param>
/// <param name="AbstractSyntax">The interface as the client named it; its minor version may be lower.</param>
/// <param name="Syntax">How its calls are encoded.</param>
internal sealed record BoundContext(ushort Id, ServedInterface Served, SyntaxId AbstractSyntax, NdrSyntax Syntax)
{
    /// <summary>The transfer syntax of <see cref="Syntax"/>.</summary>
    public SyntaxId TransferSyntax => Syntax == NdrSyntax.Ndr64 ? SyntaxId.Ndr64 : SyntaxId.Ndr20;
}
