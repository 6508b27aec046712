namespace Sekimori.Cim.Providers;

/// <summary>A property is part of the key.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CimKeyAttribute : Attribute;
