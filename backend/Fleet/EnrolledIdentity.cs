namespace Fachwerk.Backend.Fleet;

/// <summary>What a controller is given at enrolment, once. The secrets are 16 random bytes each.</summary>
public sealed record EnrolledIdentity(
    long Controller, byte[] TransportSecret, byte[] CodeSecret, int Epoch, int Compartments);
