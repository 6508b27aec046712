using Sekimori.Ndr.Generator.Emission;

namespace Sekimori.Ndr.Generator.Types;

/// <summary>
/// A type as it is used at one place of a declaration. It emits the statements that read and write it: first what is in place, then, behind
/// the construct that encloses it, the pointees ([C706] 14.3.12.3). A conformant type has its maximum count before the outermost construct
/// ([C706] 14.3.7.1).
/// </summary>
internal abstract class NdrType
{
    /// <summary>The C# type of a value.</summary>
    public abstract string CSharp { get; }

    /// <summary>The C# type of what is in place, until the pointees are read.</summary>
    public virtual string InPlace => CSharp;

    /// <summary>True for a class: only objects can be reached by two pointers.</summary>
    public virtual bool IsObject => false;

    public virtual bool HasPointees => false;

    public virtual bool IsConformant => false;

    public abstract int Alignment20 { get; }

    public virtual int Alignment64 => Alignment20;

    /// <summary>The fewest bytes that a value takes in either syntax: a count of more than fit is refused.</summary>
    public abstract int LeastSize { get; }

    public virtual void WriteConformance(Code code, string value, Scope scope) { }

    public abstract void WriteInPlace(Code code, string value, Scope scope);

    public virtual void WritePointees(Code code, string value, Scope scope) { }

    public void WriteWhole(Code code, string value, Scope scope)
    {
        WriteConformance(code, value, scope);
        WriteInPlace(code, value, scope);
        WritePointees(code, value, scope);
    }

    /// <summary>Reads the maximum count; the expression that holds it.</summary>
    public virtual string ReadConformance(Code code) => "";

    /// <summary>Reads what is in place; the expression that holds it.</summary>
    public abstract string ReadInPlace(Code code, string maximum, Scope scope);

    /// <summary>Reads the pointees; the expression of the value.</summary>
    public virtual string ReadPointees(Code code, string inPlace, Scope scope) => inPlace;

    public string ReadWhole(Code code, Scope scope) => ReadPointees(code, ReadInPlace(code, ReadConformance(code), scope), scope);
}
