using System;

namespace Sekimori.Ndr.Generator.Emission;

/// <summary>What a client binds.</summary>
/// <param name="Uuid">The interface's UUID.</param>
/// <param name="Major">Major version.</param>
/// <param name="Minor">Minor version.</param>
/// <param name="IsNdr20Only">True if no other transfer syntax is agreed on.</param>
internal sealed record Identity(Guid Uuid, int Major, int Minor, bool IsNdr20Only);
