namespace Sekimori.Cim.Model;

/// <summary>One key of an object path.</summary>
/// <param name="Name">The property's name; the empty string where the path gives a lone value, which is then the class's only key.</param>
/// <param name="Value">Its value: as text read from a path it is a string, an integer (sint64 or uint64), a real64, a boolean or a
/// reference.</param>
public readonly record struct CimKey(string Name, CimValue Value);
