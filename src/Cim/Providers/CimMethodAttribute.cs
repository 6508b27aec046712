using Sekimori.Guard;

namespace Sekimori.Cim.Providers;

/// <summary>Makes a method of a provider a method of its CIM class, under the same name. Parameters of CIM types go in; a nullable one may
/// be absent; one of type <see cref="ProviderCall"/> gets the call; <c>out</c> parameters come out. A method that has a parameter of type
/// <c>CimObjectPath</c> named <c>target</c> belongs to an instance, any other to the class.</summary>
/// <param name="role">The least role that may call it; not less than <see cref="Role.Operator"/>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CimMethodAttribute(Role role) : Attribute
{
    /// <summary>The least role that may call it.</summary>
    public Role Role { get; } = role;
}
