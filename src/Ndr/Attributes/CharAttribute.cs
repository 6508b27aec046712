namespace Sekimori.Ndr.Attributes;

/// <summary>A string of the IDL's char, one octet a character ([C706] 14.2.3). Without this attribute a string is one of wchar_t.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.ReturnValue)]
public sealed class CharAttribute : Attribute;
