namespace System.Runtime.CompilerServices;

/// <summary>Needed by the compiler for records; netstandard2.0 lacks it.</summary>
internal static class IsExternalInit;
