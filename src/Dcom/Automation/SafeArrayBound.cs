namespace Sekimori.Dcom.Automation;

/// <summary>SAFEARRAYBOUND ([MS-OAUT] 2.2.30.1): one dimension.</summary>
/// <param name="Count">Elements.</param>
/// <param name="Lower">The index of the first.</param>
public readonly record struct SafeArrayBound(int Count, int Lower);
