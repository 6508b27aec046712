namespace Sekimori.Cim.Model;

/// <summary>A qualifier: a named fact about a class, property, method or parameter ([DSP0004] 5.6.3).</summary>
/// <param name="Name">Its name, for example <c>key</c> or <c>Units</c>.</param>
/// <param name="Value">Its value; <c>true</c> for a qualifier that only must be there.</param>
public sealed record CimQualifier(string Name, CimValue Value);
