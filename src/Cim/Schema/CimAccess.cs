using Sekimori.Cim.Model;

namespace Sekimori.Cim.Schema;

/// <summary>
/// One question to the guard: may the caller do this with this class? The class is the one that was resolved, however the request spelled
/// it.
/// </summary>
/// <param name="Namespace">The namespace that holds the class, with forward slashes.</param>
/// <param name="Class">The class.</param>
/// <param name="Kind">What the caller wants to do with it.</param>
/// <param name="Method">The method as the class has it, for <see cref="CimAccessKind.Invoke"/>; else null.</param>
public readonly record struct CimAccess(string Namespace, CimClass Class, CimAccessKind Kind, CimMethod? Method = null);
